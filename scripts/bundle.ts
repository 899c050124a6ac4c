import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";

// undici is CommonJS and asks for node's modules with require, which an ES module has not.
const banner = `import{createRequire as __require}from"node:module";const require=__require(import.meta.url);`;

/** Each a module of its own, so that nobody loads those for frameworks they have not. */
const adapters = ["anthropic", "json-schema", "langchain", "mastra", "openai", "vercel"];

const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const startPath = source("cli/start.ts");

/**
 * Every file that a start loads takes time of its own, and what several commands share would be one for each set of
 * commands that share it. As start.ts is there before any other command, importing it costs those nothing, and then
 * all that it holds is shared by all of them, in one file.
 */
const withStart: Plugin = {
  name: "with-start",
  setup: ({ onLoad }) =>
    onLoad(
      { filter: /[\\/]src[\\/](?:cli|transport[\\/]http)[\\/][\w-]+\.ts$|[\\/]src[\\/]tracing\.ts$/ },
      ({ path }) => ({
        contents: `${readFileSync(path, "utf8")}\nimport ${JSON.stringify(startPath)};`,
        loader: "ts",
      }),
    ),
};

/** A large literal takes many times as long to evaluate as the same text does to parse. */
const jsonAsText: Plugin = {
  name: "json-as-text",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]generated[\\/][\w-]+\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, "utf8")));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    }),
};

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
  minify: true,
  // `node --enable-source-maps` finds the names again. Kept in the code itself they would take a tenth of each call, or
  // as much of each start.
  sourcemap: "linked",
  sourcesContent: false,
  banner: { js: banner },
  alias: {
    // Its main file asks for its parts in a way that no bundler sees.
    "jsonc-parser": "jsonc-parser/lib/esm/main.js",
    // Its own one brings along ajv, which takes a sixth of a start.
    "@modelcontextprotocol/server/_shims": source("transport/sdk-shims.ts"),
  },
  // An optional peer, installed by those who share limits between replicas.
  external: ["ioredis"],
  plugins: [withStart, jsonAsText],
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
} as const satisfies BuildOptions;
