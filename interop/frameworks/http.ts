import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/** A stand-in for a provider's API on loopback. */
export interface Provider {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers each POST to a path with what `answer` makes of its body; what it throws is an answer with status 500. */
export async function provider(path: string, answer: (body: unknown) => object): Promise<Provider> {
  const server = createServer(async (request, response) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (request.url !== path) throw new Error(`nothing is at ${request.url}`);
      send(200, answer(await json(request)));
    } catch (error) {
      send(500, { error: { message: String(error) } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
