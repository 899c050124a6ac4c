import type * as z from "zod";

/** What a schema that checks by code says of the values that it takes; nothing of it is published to clients. */
export interface Form {
  /** A schema with the full form, where this one is published as less. */
  readonly full?: () => z.ZodType;
  /** The name of the type in the library; schemas of one name have one form. */
  readonly typeName?: string;
}

export const formed = <Schema extends z.ZodType>(schema: Schema, form: Form): Schema =>
  schema.meta({ ...schema.meta(), ...form });

/** The form of a schema, also where it was described later. */
export function formOf(schema: z.ZodType): Form {
  const { full, typeName } = schema.meta() ?? {};
  return {
    ...(typeof full === "function" ? { full: () => full() } : {}),
    ...(typeof typeName === "string" ? { typeName } : {}),
  };
}
