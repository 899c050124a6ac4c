import type { ValidInput } from "./types.ts";
import { validCreateInputs } from "./valid/create-tasks.ts";
import { validOtherInputs } from "./valid/other-tools.ts";

export type { RepairableInput, ValidInput } from "./types.ts";
export { repairableInputs } from "./valid/repairable.ts";

/** Inputs that must pass unchanged, beside those of the golden requests. */
export const validInputs: readonly ValidInput[] = [...validCreateInputs, ...validOtherInputs];
