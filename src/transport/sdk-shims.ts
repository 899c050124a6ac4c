import process from "node:process";
import type { JsonSchemaType, JsonSchemaValidator, jsonSchemaValidator } from "@modelcontextprotocol/server";
import * as z from "zod";

/**
 * What the bundle has in place of the SDK's own module of this kind, whose ajv is a quarter of all that a start would
 * load. The SDK asks it for one thing: whether what a person answered has the form of our question.
 */
export class DefaultJsonSchemaValidator implements jsonSchemaValidator {
  getValidator<Value>(schema: JsonSchemaType): JsonSchemaValidator<Value> {
    // Both libraries mean JSON Schema, and neither takes the other's type for it.
    const form = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
    const fits = (input: unknown): input is Value => form.safeParse(input).success;
    return (input) =>
      fits(input)
        ? { valid: true, data: input, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: "it has not the form that was asked for" };
  }
}

export { process };
