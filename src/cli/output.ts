import { printable } from "../printable.ts";

/** The only place that writes to stdout outside the protocol: the answers of commands that serve no client. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}

/** A message for the person at the terminal, which nothing in it can steer. */
export function complain(text: string): Promise<void> {
  return new Promise((resolve) => process.stderr.write(`${printable(text)}\n`, () => resolve()));
}
