import { describe, expect, it } from "vitest";
import published from "../../src/generated/tools.json" with { type: "json" };
import { tools } from "../../tools/index.ts";
import contract from "./golden/contract.json" with { type: "json" };

interface Schema {
  readonly type?: string;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

/** A published schema in the catalogue's words. */
function typeName({ type, items }: Schema): string {
  if (type === undefined) return "any";
  if (type !== "array") return type;
  return items?.type === undefined ? "array" : `${items.type}[]`;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

describe("the published tools against the documented catalogue", () => {
  it("are 41 with 241 parameters, in the catalogue's order", () => {
    expect(published.map(({ name }) => name)).toEqual(contract.map(({ name }) => name));
    expect(published).toHaveLength(41);
    expect(contract.flatMap(({ parameters }) => parameters)).toHaveLength(241);
  });

  it.each(contract.map((tool) => [tool.name, tool] as const))(
    "%s has the documented title and parameters",
    (name, tool) => {
      const definition = published.find((candidate) => candidate.name === name);
      const schema = definition?.inputSchema;
      const required: readonly string[] = schema && "required" in schema ? (schema.required ?? []) : [];
      const parameters = Object.entries<Schema>(schema?.properties ?? {}).map(([parameter, property]) => ({
        name: parameter,
        type: typeName(property),
        required: required.includes(parameter),
        ...(property.enum === undefined ? {} : { enum: property.enum }),
      }));
      expect(parameters.sort(byName)).toEqual([...tool.parameters].sort(byName));
      expect(definition?.title).toBe(tool.title);
      expect(schema?.additionalProperties).toBe(false);
    },
  );

  it.each(contract.map((tool) => [tool.name, tool] as const))(
    "%s has its toolset, a title and all four hints",
    (name, tool) => {
      expect(tools.find((candidate) => candidate.name === name)?.toolset).toBe(tool.toolset);
      const definition = published.find((candidate) => candidate.name === name);
      expect(definition?.annotations).toEqual({ title: tool.title, ...tool.annotations });
    },
  );
});
