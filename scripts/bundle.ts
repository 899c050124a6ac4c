import type { BuildOptions } from "esbuild";

// undici is CommonJS and asks for node's modules with require, which an ES module has not.
const banner = `import{createRequire}from"node:module";const require=createRequire(import.meta.url);`;

/** Each a module of its own, so that nobody loads those for frameworks they have not. */
const adapters = ["anthropic", "json-schema", "langchain", "mastra", "openai", "vercel"];

/** How dist/ is made. The notices read from it what is bundled, so whatever is shipped has its entry point here. */
export const bundle = {
  entryPoints: {
    main: "src/main.ts",
    index: "src/index.ts",
    ...Object.fromEntries(adapters.map((name) => [`adapters/${name}`, `src/adapters/${name}.ts`])),
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minifyWhitespace: true,
  minifySyntax: true,
  // Names in stack traces are worth the bytes they take. `keepNames` would take a tenth of the time of a call.
  minifyIdentifiers: false,
  banner: { js: banner },
  // Its main file asks for its parts in a way that no bundler sees.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  // An optional peer, installed by those who share limits between replicas.
  external: ["ioredis"],
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
} as const satisfies BuildOptions;
