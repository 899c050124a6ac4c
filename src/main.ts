#!/usr/bin/env node
import module from "node:module";
import { join } from "node:path";

const { NODE_COMPILE_CACHE, HOME, USERPROFILE } = process.env;
const home = HOME ?? USERPROFILE;
// From 22.8 on Node can keep what it compiled, which makes the next start shorter. In a directory of this user's, since
// whoever could write there could change what runs.
const cache = NODE_COMPILE_CACHE ?? (home && join(home, ".cache", "scale-ai-mcp"));
if (cache && "enableCompileCache" in module && typeof module.enableCompileCache === "function")
  module.enableCompileCache(cache);

const { start } = await import("./cli/start.ts");
process.exitCode = await start(process.argv.slice(2), process.env);
// What may still be open, such as a kept-alive connection or an unread stdin, must not hold the process.
process.exit();
