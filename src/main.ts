#!/usr/bin/env node
import { run } from "./cli/program.ts";

process.exitCode = await run(process.argv.slice(2), process.env);
// What may still be open, such as a kept-alive connection or an unread stdin, must not hold the process.
process.exit();
