import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { deflateSync } from "node:zlib";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

// A labeling job from end to end: a real MCP client, the real server over stdio, and the sandbox behind it.

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const rows = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
const say = (text = "") => process.stdout.write(`${text}\n`);

const plain = process.env.NO_COLOR !== undefined || !process.stdout.isTTY;
const paint = (code: number, text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`);

let step = 0;
const title = (text: string) => say(`\n${paint(1, `${++step}. ${text}`)}`);

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const crc =
    body.reduce((sum, byte) => (crcTable[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff;
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc >>> 0);
  return Buffer.concat([head, body, tail]);
}

/** A picture of a shelf with three products, as a PNG. */
function shelf(): Buffer {
  const [width, height] = [160, 90];
  const products = [
    [15, 20, 50, 70, 200, 60, 50],
    [60, 35, 100, 70, 60, 140, 200],
    [112, 15, 145, 70, 240, 190, 60],
  ] as const;
  const lines = Array.from({ length: height }, (_, y) => {
    const line = Buffer.alloc(1 + width * 3, y > 70 ? 120 : 235);
    line[0] = 0;
    for (const [left, top, right, bottom, r, g, b] of products)
      if (y >= top && y < bottom) for (let x = left; x < right; x++) line.set([r, g, b], 1 + x * 3);
    return line;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const folder = mkdtempSync(join(tmpdir(), "scale-ai-mcp-demo-"));
const image = join(folder, "shelf.png");
writeFileSync(image, shelf());

const client = new Client({ name: "demo", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
const transport = new StdioClientTransport({
  command: process.execPath,
  args: ["dist/main.js", "--sandbox", "--upload-root", folder],
  stderr: "inherit",
});

/** Calls a tool, shows the call in short, and gives the envelope. */
async function call(name: string, args: Json): Promise<Json> {
  const shown = JSON.stringify(args);
  say(`   ${paint(36, name)} ${paint(2, shown.length > 150 ? `${shown.slice(0, 149)}…` : shown)}`);
  const { structuredContent } = await client.callTool({ name, arguments: args });
  return isJson(structuredContent) ? structuredContent : {};
}

async function dataOf(name: string, args: Json): Promise<Json> {
  const envelope = await call(name, args);
  if (envelope.successful !== true || !isJson(envelope.data))
    throw new Error(`${name}: ${String(envelope.error)}`);
  return envelope.data;
}

const boxText = (box: Json) =>
  `${String(box.label)} at ${Math.round(Number(box.left))},${Math.round(Number(box.top))}, ${Math.round(Number(box.width))} x ${Math.round(Number(box.height))} px ${JSON.stringify(box.attributes ?? {})}`;

async function job(): Promise<void> {
  await client.connect(transport);
  const { tools } = await client.listTools();
  say(
    `Connected over stdio: ${client.getServerVersion()?.name}, ${tools.length} tools, sandbox (nothing here is real).`,
  );

  title("Which projects are there?");
  const { projects } = await dataOf("SCALE_AI_LIST_PROJECTS", { archived: false });
  for (const project of rows(projects)) say(`   ${String(project.name).padEnd(18)} ${String(project.type)}`);

  title("Open a batch");
  const batch = "shelf-demo";
  const opened = await dataOf("SCALE_AI_CREATE_BATCH", { project: "shelf-products", name: batch });
  say(`   ${batch} is ${String(opened.status)}`);

  title("Upload an image");
  const file = await dataOf("SCALE_AI_UPLOAD_FILE", { file: { name: "shelf.png" }, file_path: image });
  say(`   ${String(file.attachment_url)} (${String(file.size)} bytes, ${String(file.mime_type)})`);

  title("Create three tasks with boxes and attributes");
  for (const number of [1, 2, 3]) {
    const task = await dataOf("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", {
      batch,
      attachment: file.attachment_url,
      unique_id: `${batch}-${number}`,
      geometries: { box: { objects_to_annotate: ["bottle", "can", "carton"], min_height: 5, min_width: 5 } },
      annotation_attributes: {
        occluded: { type: "category", description: "Is a part of it hidden?", choices: ["yes", "no"] },
      },
    });
    say(`   task ${String(task.task_id)} is ${String(task.status)}`);
  }

  title("Finalize the batch, so that people start");
  const finalized = await dataOf("SCALE_AI_FINALIZE_BATCH", { batch_name: batch });
  say(`   ${batch} is ${String(finalized.status)}`);

  title("Watch it until it is done");
  for (let look = 0; ; look++) {
    const {
      status,
      pending = 0,
      completed = 0,
    } = await dataOf("SCALE_AI_GET_BATCH_STATUS", { batch_name: batch });
    say(`   ${String(status)}: ${String(completed)} completed, ${String(pending)} pending`);
    if (status === "completed") break;
    if (look === 20) throw new Error("the batch did not get done");
    await wait(700);
  }

  title("Read the results");
  const { docs } = await dataOf("SCALE_AI_LIST_TASKS", { batch, status: ["completed"] });
  for (const task of rows(docs)) {
    const response = isJson(task.response) ? task.response : {};
    say(`   ${String(task.unique_id)}`);
    for (const box of rows(response.annotations)) say(`     ${boxText(box)}`);
  }

  title("Tag them as reviewed");
  for (const task of rows(docs)) {
    const tagged = await dataOf("SCALE_AI_ADD_TASK_TAGS", { task_id: task.task_id, tags: ["reviewed"] });
    say(`   ${String(tagged.unique_id)}: ${JSON.stringify(tagged.tags)}`);
  }

  title("One call that is wrong on purpose: nothing is sent, and the answer says how to mend it");
  const refused = await call("SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK", {
    batch,
    attachment: file.attachment_url,
    geometries: { box: { objects_to_annotate: ["bottle"], min_heigth: 5 } },
    priority: 25,
  });
  say(paint(31, `   ${String(refused.error)}`));
  const faults = isJson(refused.data) ? rows(refused.data.faults) : [];
  for (const fault of faults) say(`     ${String(fault.problem)}`);
  if (refused.successful !== false || faults.length !== 2) throw new Error("the wrong call was not refused");
  say("\nDone.");
}

try {
  await job();
} catch (error) {
  say(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await client.close();
  rmSync(folder, { recursive: true });
}
