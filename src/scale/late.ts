import type { ScaleClient } from "./client.ts";

/** A client that is made with its first call, for an API that takes time to be there. */
export function lateClient(make: () => Promise<ScaleClient>): ScaleClient & { ready(): Promise<void> } {
  let made: Promise<ScaleClient> | undefined;
  const client = () => {
    made ??= make();
    return made;
  };
  return {
    async ready() {
      await client();
    },
    send: async (job, options) => (await client()).send(job, options),
    describe: async (job, options) => (await client()).describe(job, options),
    async close(graceMs) {
      // Why it could not be made was told to whoever called.
      await (await made?.catch(() => undefined))?.close(graceMs);
    },
  };
}
