import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";

// undici is CommonJS and asks for node's modules with require, which an ES module has not.
const banner = `import{createRequire as __require}from"node:module";const require=__require(import.meta.url);`;

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/main.ts"],
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minify: true,
  // Names in stack traces are worth more than the bytes they take.
  keepNames: true,
  banner: { js: banner },
  // An optional peer, installed by those who share limits between replicas.
  external: ["ioredis"],
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
});
chmodSync("dist/main.js", 0o755);
