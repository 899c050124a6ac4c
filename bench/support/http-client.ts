import { Pool } from "undici";
import { type Era, headers, type Params, request } from "./messages.ts";

export interface HttpClient {
  /** The text of the answer, which may be an event. */
  ask(method: string, params?: Params): Promise<string>;
  close(): Promise<void>;
}

/** Raw requests over connections that are kept; stateless servers need no handshake in either era. */
export function httpClient(
  era: Era,
  url: string,
  connections: number,
  options: Pool.Options = {},
): HttpClient {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, headersTimeout: 120_000, bodyTimeout: 120_000, ...options });
  return {
    async ask(method, params) {
      const { statusCode, body } = await pool.request({
        path: pathname,
        method: "POST",
        headers: headers(era, method, params),
        body: request(era, 1, method, params),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${statusCode}: ${text.slice(0, 500)}`);
      return text;
    },
    close: () => pool.destroy(),
  };
}

/** Answers that are failures must not be taken for fast ones. */
export function successful(answer: string): void {
  if (!answer.includes('"successful":true')) throw new Error(`not successful: ${answer.slice(0, 500)}`);
}
