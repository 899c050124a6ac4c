import { createServer, type IncomingMessage } from "node:http";

// In Scale's place: answers at once and without a look at what is asked, so that it is never what is waited for.

const task = {
  task_id: "5774cc78b01249ab09f089dd",
  created_at: "2026-01-02T03:04:05.678Z",
  completed_at: "2026-01-02T04:04:05.678Z",
  updated_at: "2026-01-02T04:04:05.678Z",
  callback_url: "https://example.com/callback",
  type: "imageannotation",
  status: "completed",
  instruction: "Draw a box around each car, truck and person. Leave out reflections.",
  is_test: true,
  project: "cars",
  batch: "cars-1",
  urgency: "standard",
  unique_id: "car-000001",
  tags: ["night", "rain"],
  metadata: { camera: "front", frame: 17 },
  params: {
    attachment: "https://example.com/images/000001.jpg",
    attachment_type: "image",
    geometries: { box: { objects_to_annotate: ["car", "truck", "person"], min_width: 5, min_height: 5 } },
  },
  response: {
    annotations: ["car", "truck", "person", "car", "car", "person"].map((label, index) => ({
      label,
      left: 100 + index,
      top: 200 + index,
      width: 30,
      height: 40,
      uuid: `6e1d8c9a-0000-4000-8000-00000000000${index}`,
    })),
  },
};

/** A task of 10 KB, as those with many annotations are. */
const large = {
  ...task,
  response: {
    annotations: Array.from({ length: 84 }, (_, index) => ({
      label: "car",
      left: 100 + index,
      top: 200 + index,
      width: 30,
      height: 40,
      uuid: `6e1d8c9a-0000-4000-8000-${String(index).padStart(12, "0")}`,
    })),
  },
};

const one = JSON.stringify(task);
const lists = new Map<string, string>();

/** A list with as many tasks as its batch is called by. */
function listed(rows: string): string {
  const known = lists.get(rows);
  if (known !== undefined) return known;
  const docs = Array.from({ length: Number(rows) }, () => large);
  const text = JSON.stringify({ docs, total: docs.length, limit: 100, offset: 0, has_more: false });
  lists.set(rows, text);
  return text;
}

/** Reads all that comes and keeps nothing; tells its size, by which callers see that all went out. */
async function received(request: IncomingMessage): Promise<string> {
  let size = 0;
  for await (const chunk of request) size += Buffer.byteLength(chunk);
  return JSON.stringify({ asset_id: "1", attachment_url: "https://example.com/asset/1", size });
}

const server = createServer(async (request, response) => {
  const { method, url = "" } = request;
  const rows = /\bbatch=(\d+)/.exec(url)?.[1];
  const text = method === "POST" ? await received(request) : rows === undefined ? one : listed(rows);
  response.writeHead(200, { "content-type": "application/json" }).end(text);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stderr.write(`The upstream listens on http://127.0.0.1:${port}/v1 \n`);
});
