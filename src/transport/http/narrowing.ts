import { ConfigError } from "../../config-error.ts";
import type { Caller } from "../../dispatcher.ts";
import { list } from "../../given.ts";
import { narrowed } from "../../policy.ts";
import { toolsetNamed } from "../../selection.ts";

const isYes = (value: string) => /^(?:1|true|yes|on)$/i.test(value);
const isNo = (value: string) => /^(?:|0|false|no|off)$/i.test(value);

/**
 * The caller with less allowed, as it asks by headers or query: `X-MCP-Toolsets`, `X-MCP-Readonly`,
 * `?toolsets=…&readonly=true`. Throws ConfigError for what means nothing: a slip must not open a door.
 */
export function narrowedBy(caller: Caller, query: URLSearchParams, headers: Headers): Caller {
  const asked = [
    { toolsets: headers.get("x-mcp-toolsets"), readOnly: headers.get("x-mcp-readonly") },
    { toolsets: query.get("toolsets"), readOnly: query.get("readonly") },
  ];
  if (asked.every(({ toolsets, readOnly }) => toolsets === null && readOnly === null)) return caller;
  const policy = asked.reduce((narrowest, { toolsets, readOnly }) => {
    if (toolsets === null && readOnly === null) return narrowest;
    const only = readOnly ?? "";
    if (!isYes(only) && !isNo(only))
      throw new ConfigError(`readonly must be true or false, not ${JSON.stringify(only.slice(0, 50))}.`);
    const sets = list(toolsets ?? undefined)?.map((name) => toolsetNamed(name.slice(0, 50)));
    return narrowed(narrowest, { readOnly: isYes(only), toolsets: sets?.length ? sets : undefined });
  }, caller.policy);
  return { ...caller, policy };
}
