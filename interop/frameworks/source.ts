import { createScaleTools, type Envelope, type ScaleTools, type ToolSource } from "../../src/index.ts";

/** The real tools, with a sandbox of their own behind them. */
export const sandboxTools = (): Promise<ScaleTools> => createScaleTools({ sandbox: true, env: {} });

/** Tools whose calls end only when they are told to, and what they were told with. */
export interface Endless extends ToolSource {
  /** Resolves with the signal of the first call, once it is under way. */
  readonly called: Promise<AbortSignal>;
}

/** The same tools with calls that nothing but their signal ends. */
export function endless({ definitions }: ToolSource): Endless {
  const { promise: called, resolve: begin } = Promise.withResolvers<AbortSignal>();
  const ended: Envelope = {
    data: { code: "cancelled", retryable: false },
    error: "The call was cancelled.",
    successful: false,
  };
  return {
    definitions,
    called,
    call: (_name, _input, { signal } = {}) => {
      if (signal === undefined) throw new Error("The call came without a signal.");
      begin(signal);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(ended), { once: true }));
    },
  };
}
