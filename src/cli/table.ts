import Table from "cli-table3";
import { isObject, type JsonObject } from "../../tools/json.ts";
import { printable } from "../printable.ts";

/** Characters of a cell at most; what is longer is cut. */
const mostCell = 40;
/** The least width that says anything of a value that takes the rest of a line. */
const leastValue = 20;

const bare = {
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  "left-mid": "",
  "mid-mid": "",
  "right-mid": "",
  top: "",
  bottom: "",
  left: "",
  mid: "",
  right: "",
  middle: "  ",
};
const plain = { chars: bare, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 } };

const isPlain = (value: unknown) => value !== undefined && value !== null && typeof value !== "object";

/** A value on one line, in which nothing steers the terminal. */
const cell = (value: unknown) =>
  printable(typeof value === "string" ? value : (JSON.stringify(value) ?? "")).replace(/\s+/g, " ");

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const time = /^\d{4}-\d\d-\d\dT/;

/** How little a column tells: first those that tell rows apart, then times and prose, then what is the same everywhere. */
function dullness(rows: readonly JsonObject[], key: string): number {
  const values = new Set(rows.map((row) => row[key]));
  if (rows.length > 1 && values.size === 1) return 2;
  const isLong = (value: unknown) =>
    typeof value === "string" && (time.test(value) || value.length > mostCell);
  return [...values].some(isLong) ? 1 : 0;
}

/** The columns of rows: keys with plain values, as many as fit. */
function columnsOf(rows: readonly JsonObject[], width: number): string[] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row).filter((key) => isPlain(row[key]))))];
  const ranked = keys.map((key) => ({ key, rank: dullness(rows, key) })).sort((a, b) => a.rank - b.rank);
  const columns: string[] = [];
  let used = 0;
  for (const { key } of ranked) {
    const widest = Math.max(key.length, ...rows.map((row) => Math.min(mostCell, cell(row[key]).length)));
    if (columns.length > 0 && used + widest + 2 > width) continue;
    used += widest + 2;
    columns.push(key);
  }
  return columns;
}

const text = (table: Table.Table) => table.toString().replace(/ +$/gm, "");

function rowsTable(rows: readonly JsonObject[], width: number, head: (text: string) => string): string {
  const columns = columnsOf(rows, width);
  const table = new Table({ ...plain, head: columns.map((column) => head(printable(column))) });
  for (const row of rows) table.push(columns.map((column) => cut(cell(row[column]), mostCell)));
  return text(table);
}

function pairsTable(data: JsonObject, width: number, head: (text: string) => string): string {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  const names = Math.max(0, ...entries.map(([name]) => name.length));
  const rest = Math.max(leastValue, width - names - 2);
  const table = new Table(plain);
  for (const [name, value] of entries) table.push([head(printable(name)), cut(cell(value), rest)]);
  return text(table);
}

const isRows = (value: unknown): value is JsonObject[] => Array.isArray(value) && value.every(isObject);

/** The name of the list that data is about: the one that stands beside nothing but plain values. */
function listName(data: JsonObject): string | undefined {
  const [name, ...others] = Object.keys(data).filter((key) => !isPlain(data[key]));
  return others.length === 0 && name !== undefined && isRows(data[name]) ? name : undefined;
}

/** Data as a table: a list's items as rows and what stands beside it below, anything else as names and values. */
export function readable(data: JsonObject, width: number, head: (text: string) => string): string {
  const name = listName(data);
  if (name === undefined) return pairsTable(data, width, head);
  const { [name]: list, ...rest } = data;
  const body = isRows(list) && list.length > 0 ? rowsTable(list, width, head) : `no ${name}`;
  return Object.keys(rest).length === 0 ? body : `${body}\n\n${pairsTable(rest, width, head)}`;
}
