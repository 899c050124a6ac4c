import { isDeepStrictEqual } from "node:util";
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { parse, stringify, TomlError } from "smol-toml";
import { isObject, type JsonObject } from "../../../tools/json.ts";
import { ConfigError } from "../../config-error.ts";
import type { Entry } from "./entry.ts";
import type { Client } from "./table.ts";

/** A file with the entry in it, or why it stays as it is. */
export type Merged =
  /** With what was replaced, if anything was. */
  | { readonly kind: "changed"; readonly text: string; readonly replaced?: unknown }
  | { readonly kind: "same" }
  /** There is another entry of this name. */
  | { readonly kind: "differs"; readonly found: unknown };

type Target = Pick<Client, "format" | "root">;

const left = "it was left as it is";

/** The entry as it would stand in an empty file. */
export function snippet({ format, root }: Target, { name, value, input }: Entry): string {
  const whole = { ...(input === undefined ? {} : { inputs: [input] }), [root]: { [name]: value } };
  return format === "toml" ? stringify(whole).trimEnd() : JSON.stringify(whole, null, 2);
}

/** Puts the entry into the text of a file, in which nothing else changes. Throws ConfigError where that can't be. */
export function merge(text: string, target: Target, entry: Entry, force: boolean): Merged {
  // Parsers take no byte order mark, which editors on Windows write.
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const merger = target.format === "json" ? mergeJson : mergeToml;
  const merged = merger(text.slice(mark.length), target, entry, force);
  return merged.kind === "changed" ? { ...merged, text: `${mark}${merged.text}` } : merged;
}

/** With the usual prototype, which what parsers make has not. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value) || Object.getPrototypeOf(value) !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const objectAt = (value: unknown): JsonObject => (isObject(value) ? value : {});

const eolOf = (text: string) => (text.includes("\r\n") ? "\r\n" : "\n");

// JSON, with comments and trailing commas.

function treeOf(text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const before = text.slice(0, error.offset).split(/\r\n|\r|\n/);
    const column = (before.at(-1) ?? "").length + 1;
    throw new ConfigError(
      `line ${before.length}, column ${column} is not valid (${printParseErrorCode(error.error)}); ${left}.`,
    );
  }
  if (tree?.type !== "object") throw new ConfigError(`it holds no JSON object; ${left}.`);
  return tree;
}

/** A member of an object. Of several with one name the last counts, as it does for parsers. */
const memberOf = (object: Node, key: string): Node | undefined =>
  object.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];

/** What the line begins with, where nothing but space is before the offset; else undefined. */
const indentAt = (text: string, offset: number) => /(?:^|[\r\n])([ \t]*)$/.exec(text.slice(0, offset))?.[1];

/** What the line of the offset begins with. */
const indentOfLine = (text: string, offset: number) =>
  /(?:^|[\r\n])([ \t]*)[^\r\n]*$/.exec(text.slice(0, offset))?.[1] ?? "";

const indented = (value: unknown, unit: string, indent: string, eol: string) =>
  JSON.stringify(value, null, unit).replaceAll("\n", `${eol}${indent}`);

const comments = /\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** Adds an item at the end of an object or a list, by insertion alone. */
function added(text: string, container: Node, unit: string, key: string | undefined, value: unknown): string {
  const start = container.offset + 1;
  const end = container.offset + container.length - 1;
  const last = container.children?.at(-1);
  const lastEnd = last === undefined ? start : last.offset + last.length;
  const rest = text.slice(lastEnd, end);
  // Comments after the last item stay where they are, so the item comes after them.
  const place = lastEnd + rest.replace(/[ \t\r\n]+$/, "").length;
  const comma = last === undefined || rest.replace(comments, "").includes(",") ? "" : ",";
  const name = key === undefined ? "" : `${JSON.stringify(key)}: `;
  const eol = eolOf(text);

  let item: string;
  if (last !== undefined && !/[\r\n]/.test(text.slice(start, end))) {
    const space = text.startsWith(" ", start) ? " " : "";
    item = `${space}${name.trimEnd()}${space}${JSON.stringify(value)}`;
  } else {
    const outer = indentOfLine(text, container.offset);
    const inner = (last === undefined ? undefined : indentAt(text, last.offset)) ?? outer + unit;
    const close = /[\r\n]/.test(text.slice(place, end)) ? "" : `${eol}${outer}`;
    item = `${eol}${inner}${name}${indented(value, unit, inner, eol)}${close}`;
  }
  return `${text.slice(0, lastEnd)}${comma}${text.slice(lastEnd, place)}${item}${text.slice(place)}`;
}

function replaced(text: string, { offset, length }: Node, unit: string, value: unknown): string {
  const isOneLine = !/[\r\n]/.test(text.slice(offset, offset + length));
  const item = isOneLine
    ? JSON.stringify(value)
    : indented(value, unit, indentOfLine(text, offset), eolOf(text));
  return `${text.slice(0, offset)}${item}${text.slice(offset + length)}`;
}

function mergeJson(text: string, target: Target, entry: Entry, force: boolean): Merged {
  if (text.trim() === "") return { kind: "changed", text: `${snippet(target, entry)}\n` };
  const { root } = target;
  const { name, value, input } = entry;
  const tree = treeOf(text);
  const first = tree.children?.[0];
  const unit = (first === undefined ? undefined : indentAt(text, first.offset)) || "  ";

  const servers = memberOf(tree, root);
  if (servers !== undefined && servers.type !== "object")
    throw new ConfigError(`its ${JSON.stringify(root)} is no object; ${left}.`);
  const inputs = memberOf(tree, "inputs");
  if (input !== undefined && inputs !== undefined && inputs.type !== "array")
    throw new ConfigError(`its "inputs" are no list; ${left}.`);

  const node = servers && memberOf(servers, name);
  const found = node && plain(getNodeValue(node));
  const isThere = isDeepStrictEqual(found, value);
  const isAsked =
    input === undefined ||
    inputs?.children?.some((each) => each.type === "object" && memberOf(each, "id")?.value === input.id);
  if (isThere && isAsked) return { kind: "same" };
  if (node !== undefined && !isThere && !force) return { kind: "differs", found };

  let changed = text;
  if (!isThere) {
    if (servers === undefined) changed = added(text, tree, unit, root, { [name]: value });
    else if (node === undefined) changed = added(text, servers, unit, name, value);
    else changed = replaced(text, node, unit, value);
  }
  if (!isAsked) {
    const now = treeOf(changed);
    const list = memberOf(now, "inputs");
    changed =
      list === undefined
        ? added(changed, now, unit, "inputs", [input])
        : added(changed, list, unit, undefined, input);
  }
  return { kind: "changed", text: changed, ...(node === undefined || isThere ? {} : { replaced: found }) };
}

// TOML. No library edits it and keeps its comments, so lines are added and taken away, and the result is checked.

function parsed(text: string): JsonObject {
  try {
    return objectAt(plain(parse(text, { integersAsBigInt: "asNeeded" })));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.split("\n");
    throw new ConfigError(
      `line ${error.line}, column ${error.column} is not valid (${reason.replace(/^Invalid TOML document: /, "")}); ${left}.`,
    );
  }
}

function isToml(text: string): boolean {
  try {
    parsed(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The table that a line opens, such as ["mcp_servers", "x"]; undefined where it opens none. A line in a text or a
 * list may look like one, but what stands before it is not whole.
 */
function tableOf(line: string, before: string): readonly string[] | undefined {
  if (!/^[ \t]*\[/.test(line) || !isToml(line.trimEnd()) || !isToml(before)) return undefined;
  const path: string[] = [];
  let value: unknown = parsed(line.trimEnd());
  for (;;) {
    const [member] = Object.entries(objectAt(Array.isArray(value) ? value[0] : value));
    if (member === undefined) return path;
    path.push(member[0]);
    value = member[1];
  }
}

const isBlank = (line: string) => /^[ \t\r]*(?:#.*)?$/.test(line);

/** Takes a table and those in it out, and puts another in the place of the first. */
function exchanged(text: string, path: readonly string[], table: string): string {
  const kept: string[] = [];
  let own: string[] | undefined;
  let isPlaced = false;
  const close = () => {
    // Comments right before the next table are about that one.
    const last = own?.findLastIndex((line) => !isBlank(line)) ?? -1;
    kept.push(...(own?.slice(last + 1) ?? []));
    own = undefined;
  };
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const opened = tableOf(line, `${lines.slice(0, index).join("\n")}\n`);
    if (opened !== undefined && path.every((part, depth) => opened[depth] === part)) {
      if (!isPlaced) kept.push(table);
      isPlaced = true;
      own = [];
    } else if (opened !== undefined) close();
    (own ?? kept).push(line);
  }
  close();
  return kept.join("\n");
}

function mergeToml(text: string, { root }: Target, { name, value }: Entry, force: boolean): Merged {
  const before = parsed(text);
  const found = objectAt(before[root])[name];
  if (isDeepStrictEqual(found, value)) return { kind: "same" };
  if (found !== undefined && !force) return { kind: "differs", found };

  const eol = eolOf(text);
  const table = stringify({ [root]: { [name]: value } })
    .trim()
    .replaceAll("\n", eol);
  const gap =
    text.trim() === "" ? "" : /\n\r?\n$/.test(text) ? "" : text.endsWith("\n") ? eol : `${eol}${eol}`;
  const changed =
    found === undefined
      ? `${text}${gap}${table}${eol}`
      : exchanged(text, [root, name], eol === "\n" ? table : `${table}\r`);
  const wanted = { ...before, [root]: { ...objectAt(before[root]), [name]: value } };
  if (!isToml(changed) || !isDeepStrictEqual(parsed(changed), wanted))
    throw new ConfigError(`its ${root} are written in a form that only you can change; ${left}.`);
  return { kind: "changed", text: changed, ...(found === undefined ? {} : { replaced: found }) };
}
