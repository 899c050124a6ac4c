import type { Inputs } from "../generated/inputs.ts";

export type Answers = { readonly [Name in keyof Inputs]: Record<string, unknown> };
