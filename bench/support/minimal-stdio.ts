import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createMinimal } from "./minimal.ts";

// The server that others are measured by, over stdio.
serveStdio(createMinimal);
process.stdin.once("end", () => process.exit());
