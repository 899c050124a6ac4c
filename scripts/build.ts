import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { bundle } from "./bundle.ts";
import { writeDeclarations } from "./declarations.ts";

rmSync(bundle.outdir, { recursive: true, force: true });
await build(bundle);
chmodSync(`${bundle.outdir}/main.js`, 0o755);
const { main: _command, ...library } = bundle.entryPoints;
writeDeclarations(Object.values(library), `${bundle.outdir}/types`);
