import { writeFileSync } from "node:fs";
import { publish } from "../src/publish.ts";
import { tools } from "../tools/index.ts";

// What is generated is committed, so that a start needs no schemas and a change is seen in review;
// CI fails when a file is stale.
const target = new URL("../src/generated/tools.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(tools.map(publish), null, 1)}\n`);
