import type { JsonObject } from "../tools/json.ts";

/** A JSON Schema as it is published; a type alias, so that it counts as JSON. */
export type PublishedSchema = {
  description?: string;
  type?: string;
  enum?: (string | number)[];
  items?: PublishedSchema;
  maxItems?: number;
  properties?: { [name: string]: PublishedSchema };
  required?: string[];
};

/** A tool as `tools/list` shows it. */
export interface PublishedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: PublishedSchema & {
    readonly type: "object";
    readonly properties: { [name: string]: PublishedSchema };
    readonly additionalProperties: boolean;
  };
  readonly outputSchema: JsonObject & { readonly type: "object" };
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}
