import { type Bench, type Cell, goal } from "./support/bench.ts";
import { type Crowd, crowd, done, grow, isWaiting, makeNext, studio, waiting } from "./support/crowd.ts";
import { heapOf } from "./support/heap.ts";
import { byTurns, cpuPerCall, type Load, latency, load } from "./support/load.ts";
import { memory } from "./support/proc.ts";
import { freePort } from "./support/processes.ts";
import { startSandbox } from "./support/programs.ts";
import { median, ratio } from "./support/stats.ts";

type Row = Readonly<Record<string, Cell>>;

/** Of the page that begins below so many newer tasks: what a caller gets who has gone there page by page. */
const tokenBelow = (newer: number, total: number) =>
  Buffer.from(`tasks:${total - newer}`).toString("base64url");

const ever = "2020-01-01";
const never = "2099-01-01";
const everything = {
  created: `start_time=${ever}&end_time=${never}`,
  updated: `updated_after=${ever}&updated_before=${never}`,
  completed: `completed_after=${ever}&completed_before=${never}`,
  status: "status=pending,completed,canceled,error",
  type: "type=imageannotation&type=textcollection",
};
const manyIds = Array.from({ length: 300 }, (_, n) => `bench-${n * 60}`).join(",");

/** Each filter alone, then several together; the longest let most tasks through, so that all must be looked at. */
const filters: Readonly<Record<string, string>> = {
  "no filter": "",
  "status=canceled (10 %)": "status=canceled",
  "status=pending (50 %)": "status=pending",
  "every status": everything.status,
  "type=textcollection (10 %)": "type=textcollection",
  "every type": everything.type,
  "project (20 %)": `project=${done}`,
  "project (60 %)": `project=${waiting}`,
  "batch (10 %)": "batch=waiting-small",
  "batch (50 %)": "batch=waiting-large",
  "customer_review_status=rejected (5 %)": "customer_review_status=rejected",
  "every customer_review_status": "customer_review_status=accepted,fixed,commented,rejected,pending",
  "tags=rain (14 %)": "tags=rain",
  "tags=survey (all)": "tags=survey",
  "tags, two of them": "tags=survey&tags=night",
  "tags, a comma list of three": "tags=survey,night,rain",
  unique_id: "unique_id=bench-5000",
  "unique_id, 300 of them": `unique_id=${manyIds}`,
  "created in a range": everything.created,
  "updated in a range": everything.updated,
  "completed in a range": everything.completed,
  "updated since (none)": `updated_after=${never}`,
  "completed since (none)": `completed_after=${never}`,
  limited_response: "limited_response=true",
  include_attachment_url: "include_attachment_url=true",
  "project and status": `project=${waiting}&status=pending`,
  "project and batch": `project=${waiting}&batch=waiting-large`,
  "batch, status and limited": "batch=waiting-large&status=pending&limited_response=true",
  "project, status and tag": `project=${waiting}&status=pending&tags=night`,
  "status and updated": `status=pending&${everything.updated}`,
  "status and completed": `status=completed&${everything.completed}`,
  "review status and completed": `customer_review_status=accepted&${everything.completed}`,
  "tag and updated": `tags=survey&${everything.updated}`,
  "every status, type and time": Object.values(everything).join("&"),
  "batch with every other filter": `project=${waiting}&batch=waiting-large&tags=survey&tags=survey,survey&${everything.created}&${everything.updated}&${everything.status}&${everything.type}`,
  "unique_id with every other filter": `unique_id=${manyIds}&tags=survey&project=${waiting}&${everything.updated}&${everything.status}`,
};
const deep = [
  "no filter",
  "batch (50 %)",
  "status=pending (50 %)",
  "updated in a range",
  "completed in a range",
  "tags, two of them",
  "project, status and tag",
  "batch with every other filter",
];

function row(name: string, taken: Load): Row {
  return {
    request: name,
    "median, ms": median(taken.latencies),
    "p99, ms": latency(taken, 0.99),
    "CPU, ms": cpuPerCall(taken) / 1_000,
  };
}

async function pages({ api, pid, made }: Crowd, repeat: number, note: (text: string) => void) {
  const token = tokenBelow(Math.floor(made * 0.9), made);
  const asked = [
    ...Object.entries(filters),
    ...deep.map((name): [string, string] => [`${name}, deep page`, `${filters[name]}&next_token=${token}`]),
  ];
  const rows: Row[] = [];
  for (const [name, query] of asked) {
    note(name);
    const page = () => api.ask("GET", `/tasks?limit=100&${query}`);
    await load([pid], 20, 1, page);
    rows.push(row(name, await load([pid], repeat, 1, page)));
  }
  return rows;
}

/** Half of them staged, a tenth of all in Studio. */
async function addBatches({ api, pid }: Crowd, count: number) {
  let made = 0;
  await load([pid], count, 16, () => {
    const n = made++;
    const project = n % 10 === 9 ? studio : n % 2 === 0 ? done : waiting;
    return api.ask("POST", "/batches", { name: `batch-${n}`, project });
  });
}

const batchLists: Readonly<Record<string, string>> = {
  "/batches": "/batches?limit=100",
  "/batches, deep page": "/batches?limit=100&offset=9000",
  "/batches by project": `/batches?limit=100&project=${waiting}`,
  "/batches by status, detailed": "/batches?limit=100&status=in_progress&detailed=true",
  "/batches by every filter": `/batches?limit=100&project=${waiting}&status=staging,in_progress,completed&start_time=${ever}&end_time=${never}&exclude_archived=true`,
};

/** What is asked of single tasks and batches; each time of another. */
function singles({ api }: Crowd, ids: readonly string[]): Readonly<Record<string, () => Promise<string>>> {
  let n = 0;
  const next = () => ids[n++ % ids.length] ?? "";
  return {
    "a task": () => api.ask("GET", `/task/${next()}`),
    "put a tag": () => api.ask("PUT", `/task/${next()}/tags`, ["seen"]),
    "replace the tags": () => api.ask("POST", `/task/${next()}/tags`, ["survey"]),
    "set metadata": () => api.ask("POST", `/task/${next()}/setMetadata`, { seen: true }),
    "change unique_id": () => api.ask("POST", `/task/${next()}/unique_id`, { unique_id: `renamed-${n}` }),
    "cancel a task": () => api.ask("POST", `/task/${next()}/cancel`),
    "status of a batch (50 %)": () => api.ask("GET", "/batches/waiting-large/status"),
  };
}

export const sandbox: Bench = {
  title: "The sandbox with 100,000 tasks, asked by its own HTTP API",
  compares:
    "With a second sandbox that has 1,000 tasks, and pages by filters with the page without any. Requests are made one after the other, so that a time is that of one page of 100 tasks (about 80 KB), the client's part included.",
  async run({ programs, quick, note }) {
    const [count, few] = quick ? [20_000, 1_000] : [100_000, 1_000];
    const ports = [await freePort(), await freePort()] as const;
    const servers = [await startSandbox(programs, ports[0]), await startSandbox(programs, ports[1])] as const;
    const [big, small] = [await crowd(servers[0]), await crowd(servers[1])];
    await grow(small, few, 1);
    await grow(big, few, 1);
    const rss = memory(big.pid).rss;
    const creates: Row[] = [];
    for (const part of [1, 2, 3, 4]) {
      note(`creates, part ${part}`);
      const there = big.made;
      const taken = await grow(big, Math.round((count * part) / 4) - there, 16);
      creates.push({
        "tasks there": there,
        "tasks made per second": (taken.calls * 1_000) / taken.wallMs,
        "CPU for each, µs": cpuPerCall(taken),
        "p99, ms, 16 at once": latency(taken, 0.99),
      });
    }
    // What is waiting to be collected counts too.
    const rssPerTask = ((memory(big.pid).rss - rss) * 1_024) / (count - few);

    const rows = await pages(big, quick ? 40 : 200, note);
    // An inspector that listens must not count for the pages.
    const heap = { big: await heapOf(big.pid, ports[0]), small: await heapOf(small.pid, ports[1]) };
    const heapPerTask = (heap.big - heap.small) / 1_024 / (big.made - small.made);

    note("creates by turns");
    const timeOf = (of: Crowd) => async () => (await grow(of, 100, 1)).wallMs / 100;
    const taken = await byTurns(
      { big: timeOf(big), small: timeOf(small) },
      { rounds: quick ? 5 : 20, warmUp: 10 },
    );
    const [manyMs, fewMs] = [taken("big"), taken("small")];

    note("single tasks");
    const ids: string[] = [];
    for (let n = 0; n < 1_000; n++) {
      const waits = isWaiting(big.made);
      const id = await makeNext(big);
      if (waits) ids.push(id);
    }
    const others: Row[] = [];
    for (const [name, ask] of Object.entries(singles(big, ids)))
      others.push(row(name, await load([big.pid], quick ? 40 : 200, 1, ask)));

    note("batches");
    await addBatches(big, 10_000);
    const lists: Row[] = [];
    for (const [name, path] of Object.entries(batchLists)) {
      const page = () => big.api.ask("GET", path);
      await load([big.pid], 20, 1, page);
      lists.push(row(name, await load([big.pid], quick ? 40 : 200, 1, page)));
    }
    const all = () => big.api.ask("GET", "/studio/batches");
    others.push(row("/studio/batches, 1,000 of them in one answer", await load([big.pid], 50, 1, all)));

    for (const { api } of [big, small]) await api.close();
    for (const server of servers) await server.end();
    const slowest = Math.max(...[...rows, ...lists].map((row) => Number(row["median, ms"])));
    const n = count.toLocaleString("en");
    return {
      tables: [
        { title: "Creates", rows: creates },
        {
          title: "One create after the other, by turns, milliseconds each",
          rows: [
            {
              [`among ${few.toLocaleString("en")}`]: median(fewMs),
              [`among ${n}`]: median(manyMs),
              ratio: ratio(manyMs, fewMs),
            },
          ],
        },
        { title: `Pages of 100 among ${n} tasks`, rows },
        { title: "Pages of 100 among 10,000 batches", rows: lists },
        { title: `Other requests among ${n} tasks`, rows: others },
        { title: "Memory", rows: [{ "heap for each task, KB": heapPerTask, "RSS, KB": rssPerTask }] },
      ],
      goals: [
        goal("slowest list page by its median, ms", { most: 10 }, slowest),
        goal("a create among many by one among few", { most: 1.2 }, ratio(manyMs, fewMs).median),
      ],
    };
  },
};
