import type { ScaleRequest } from "../../tools/request.ts";
import { authorization } from "./credential.ts";
import type { Form } from "./upload.ts";
import type { WireRequest } from "./wire.ts";

/** What goes along with a request. */
export interface Extras {
  readonly form?: Form | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly onSent?: ((bytes: number, total: number) => void) | undefined;
}

export interface Outgoing {
  /** A request of the API at one of its paths. */
  request(asked: ScaleRequest, path: string, key: string, extras?: Extras): WireRequest;
  /** A read of any address; the key goes to the API's own origin only. */
  fetch(url: URL, key: string): WireRequest;
  url(path: string, search: ScaleRequest["search"]): URL;
}

/** Makes requests as they go over the wire, from data. */
export function createOutgoing(apiUrl: string, userAgent: string): Outgoing {
  const { origin } = new URL(apiUrl);
  const common = (key: string | undefined) => ({
    ...(key === undefined ? {} : { authorization: authorization(key) }),
    accept: "*/*",
    "user-agent": userAgent,
  });
  const url: Outgoing["url"] = (path, search) => {
    const query = search
      .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      .join("&");
    return new URL(`${apiUrl}${path}${query === "" ? "" : `?${query}`}`);
  };

  return {
    url,
    request({ method, search, body }, path, key, { form, idempotencyKey, onSent } = {}) {
      return {
        url: url(path, search),
        method,
        headers: {
          ...common(key),
          ...(body.kind === "json" ? { "content-type": "application/json" } : {}),
          ...form?.headers,
          ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
        },
        ...(body.kind === "json" ? { body: JSON.stringify(body.value) } : {}),
        ...(form === undefined ? {} : { body: form.stream(onSent) }),
      };
    },
    fetch: (target, key) => ({
      url: target,
      method: "GET",
      headers: common(target.origin === origin ? key : undefined),
    }),
  };
}
