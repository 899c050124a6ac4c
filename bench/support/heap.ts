import { request, WebSocket } from "undici";
import { pause } from "./processes.ts";

/** What a process holds, in bytes, once all is collected that can be; it must be started with `--inspect-port`. */
export async function heapOf(pid: number, inspectPort: number): Promise<number> {
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await debuggerUrl(inspectPort));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("the inspector can't be reached")), {
      once: true,
    });
  });
  const ask = async (method: string) => {
    const answered = new Promise<string>((resolve) => {
      socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true });
    });
    socket.send(JSON.stringify({ id: 1, method }));
    return JSON.parse(await answered).result;
  };
  // What requests leave behind goes by finalizers, each round of which frees what only the next collection finds.
  for (let round = 0; round < 5; round++) {
    await ask("HeapProfiler.collectGarbage");
    await pause(200);
  }
  const { usedSize } = await ask("Runtime.getHeapUsage");
  socket.close();
  return usedSize;
}

async function debuggerUrl(port: number): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      const { body } = await request(`http://127.0.0.1:${port}/json/list`);
      const listed = await body.json();
      if (Array.isArray(listed)) return String(listed[0].webSocketDebuggerUrl);
    } catch {
      // It takes a moment until it listens.
    }
    await pause(50);
  }
  throw new Error(`no inspector at port ${port}`);
}
