import { styleText } from "node:util";
import { printable } from "../printable.ts";

/** How answers are shown. */
export const outputs = ["json", "table"] as const;
export type Output = (typeof outputs)[number];

/** The only place that writes to stdout outside the protocol: the answers of commands that serve no client. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}

/** A message for the person at the terminal, which nothing in it can steer. */
export function complain(text: string): Promise<void> {
  return new Promise((resolve) => process.stderr.write(`${printable(text)}\n`, () => resolve()));
}

/** Columns that a line on stdout has; where nobody says how many, as many as are read easily. */
export const columns = () => process.stdout.columns || 100;

/** Bold text where stdout is a terminal that shows it; `NO_COLOR` turns it off. */
export const bold = (text: string) =>
  process.stdout.isTTY && process.stdout.hasColors() ? styleText("bold", text) : text;
