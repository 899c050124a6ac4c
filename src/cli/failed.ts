import { ConfigError } from "../config-error.ts";
import { complain } from "./output.ts";

/** Exit codes: 0 done, 1 a call that was not successful or a fault, 2 a command that can't be understood. */
export const misused = 2;

/** Tells why a command failed, and gives its exit code. */
export async function failed(error: unknown): Promise<number> {
  await complain(error instanceof Error ? error.message : String(error));
  return error instanceof ConfigError ? misused : 1;
}
