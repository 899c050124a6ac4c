import { ended, launch, pidOf } from "./processes.ts";

/** A program that does what it is sent and answers when it is done, one after the other. */
export interface Worker {
  readonly pid: number;
  ask(order: object | string): Promise<unknown>;
  end(): Promise<void>;
}

const answerMs = 120_000;

export async function startWorker(args: readonly string[]): Promise<Worker> {
  const child = launch(process.execPath, args, {}, ["ignore", "ignore", "inherit", "ipc"]);
  const answer = () =>
    new Promise<unknown>((resolve, reject) => {
      const over = () => {
        clearTimeout(late);
        child.off("message", hear);
        child.off("exit", fail);
      };
      const hear = (message: unknown) => {
        over();
        resolve(message);
      };
      const fail = () => {
        over();
        reject(new Error(`${args[0]} did not answer`));
      };
      const late = setTimeout(fail, answerMs);
      child.once("message", hear);
      child.once("exit", fail);
    });
  await answer();
  return {
    pid: pidOf(child),
    ask(order) {
      const answered = answer();
      child.send(order);
      return answered;
    },
    async end() {
      child.disconnect();
      await ended(child, { term: 2_000, kill: 5_000 });
    },
  };
}
