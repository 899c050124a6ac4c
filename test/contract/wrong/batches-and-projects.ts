import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";
import { notTimes, reversed } from "./tasks.ts";

export const batchInputs: readonly WrongInput[] = [
  ...["call me", "hooks.example.com/batch", "ftp://hooks.example.com/batch", "@example.com"].map((callback) =>
    wrong("CREATE_BATCH", `no callback: ${JSON.stringify(callback)}`, { callback }, ["callback"]),
  ),
  ...[0, 101, -1, 1.5, "some"].map((limit) =>
    wrong("LIST_BATCHES", `limit is 1 to 100: ${JSON.stringify(limit)}`, { limit }, ["limit"]),
  ),
  ...[-1, 0.5, "first"].map((offset) =>
    wrong("LIST_BATCHES", `offset is 0 or more: ${JSON.stringify(offset)}`, { offset }, ["offset"]),
  ),
  ...["pending", "canceled", "in progress", "Staging", ""].map((status) =>
    wrong("LIST_BATCHES", `no status of a batch: ${JSON.stringify(status)}`, { status }, ["status"]),
  ),
  ...["start_time", "end_time"].flatMap((name) =>
    notTimes.map((value) =>
      wrong("LIST_BATCHES", `${name}: ${JSON.stringify(value)}`, { [name]: value }, [name]),
    ),
  ),
  ...reversed.map(([start_time, end_time, how]) =>
    wrong("LIST_BATCHES", `start_time after end_time ${how}`, { start_time, end_time }, [
      "start_time",
      "end_time",
    ]),
  ),
];

export const projectInputs: readonly WrongInput[] = [
  wrong("SET_PROJECT_ONTOLOGY", "an entry twice", { ontology: ["car", "truck", "car"] }, ["ontology", "car"]),
  wrong("SET_PROJECT_ONTOLOGY", "another entry twice", { ontology: ["牛", "牛"] }, ["ontology", "牛"]),
  wrong("SET_PROJECT_ONTOLOGY", "a list in the list", { ontology: [["car"]] }, ["ontology"]),
  wrong("SET_PROJECT_ONTOLOGY", "null in the list", { ontology: ["car", null] }, ["ontology"]),
  wrong("SET_PROJECT_PARAMS", "params is a list", { params: [{ padding: 4 }] }, ["params"]),
  wrong("SET_PROJECT_PARAMS", "params is a number", { params: 4 }, ["params"]),
];
