import type { ToolFacts } from "../../tools/define.ts";
import { isObject, type JsonObject } from "../../tools/json.ts";
import type { EachOptions, ToolSource } from "./source.ts";
import { unwrap } from "./unwrap.ts";

type Paged = Pick<ToolFacts, "name" | "answer" | "pages">;

const listIn = (data: JsonObject, noun: string): readonly unknown[] =>
  [data.docs, data[noun]].find(Array.isArray) ?? [];

/** The parameter that leads to the next page; undefined on the last. */
function nextPage(
  { pages }: Paged,
  data: JsonObject,
  rows: number,
  input: JsonObject,
): JsonObject | undefined {
  if (pages === undefined || data.has_more === false) return undefined;
  if (pages === "offset") {
    // Only a list that says so goes on: counting has no end of its own.
    return data.has_more === true && rows > 0 ? { offset: Number(input.offset ?? 0) + rows } : undefined;
  }
  // What an answer calls its cursor is not documented.
  const token = pages === "cursor" ? (data.next_cursor ?? data.cursor ?? data.next_token) : data.next_token;
  return typeof token === "string" && token !== "" && token !== input[pages] ? { [pages]: token } : undefined;
}

/** The items of all pages of a list, each page asked for when it is needed. Throws ScaleToolError where a call fails. */
export async function* eachItem(
  source: Pick<ToolSource, "call">,
  tool: Paged,
  given: unknown,
  { signal, most = Number.POSITIVE_INFINITY }: EachOptions = {},
): AsyncGenerator<JsonObject, void, undefined> {
  let input = given;
  let count = 0;
  while (count < most) {
    // Rows that are left out for size would be lost: the next page begins after them.
    const options = { signal, maxResultBytes: Number.POSITIVE_INFINITY };
    const data = unwrap(await source.call(tool.name, input, options));
    const items = listIn(data, tool.answer);
    for (const item of items) {
      if (count >= most) return;
      count++;
      yield isObject(item) ? item : { value: item };
    }
    const asked = isObject(input) ? input : {};
    const next = nextPage(tool, data, items.length, asked);
    if (next === undefined) return;
    input = { ...asked, ...next };
  }
}
