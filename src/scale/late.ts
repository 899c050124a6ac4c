import { alone, type ScaleClient } from "./client.ts";
import { cancelled } from "./errors.ts";

/** A client that is made with its first call, for an API that takes time to be there. */
export function lateClient(make: () => Promise<ScaleClient>): ScaleClient & { ready(): Promise<void> } {
  let made: Promise<ScaleClient> | undefined;
  let closed = false;
  const client = () => {
    made ??= make();
    return made;
  };
  return {
    async ready() {
      await client();
    },
    send: async (job, options) =>
      closed && made === undefined ? alone(cancelled) : (await client()).send(job, options),
    describe: async (job, options) => (await client()).describe(job, options),
    async close(graceMs) {
      closed = true;
      // Why it could not be made was told to whoever called.
      await (await made?.catch(() => undefined))?.close(graceMs);
    },
  };
}
