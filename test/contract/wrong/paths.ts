import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

const pathParameters: readonly (readonly [string, string])[] = [
  ["ADD_TASK_TAGS", "task_id"],
  ["DELETE_TASK_TAGS", "task_id"],
  ["DELETE_TASK_UNIQUE_ID", "task_id"],
  ["FINALIZE_BATCH", "batch_name"],
  ["GET_BATCH", "batch_name"],
  ["GET_BATCH_STATUS", "batch_name"],
  ["GET_PROJECT", "name"],
  ["GET_TASK", "task_id"],
  ["GET_V1_TASK", "task_id"],
  ["GET_V1_TASK_RESPONSE_URL", "task_id"],
  ["GET_V1_TASK_RESPONSE_URL", "uuid"],
  ["POST_V1_TASK_SEND_CALLBACK", "task_id"],
  ["SET_PROJECT_ONTOLOGY", "project_name"],
  ["SET_PROJECT_PARAMS", "name"],
  ["SET_TASK_METADATA", "task_id"],
  ["UPDATE_TASK_UNIQUE_ID", "task_id"],
];

/** What can't stand as one segment of a path. */
const impossible: readonly (readonly [string, string])[] = [
  ["", "empty: another resource would be asked"],
  [".", "a dot segment"],
  ["..", "a dot segment that climbs"],
  ["a\ud800b", "a lone high surrogate"],
  ["\udc00", "a lone low surrogate"],
];

export const pathInputs: readonly WrongInput[] = pathParameters.flatMap(([short, name]) =>
  impossible.map(([value, why]) => wrong(short, `${name} is ${why}`, { [name]: value }, [name])),
);
