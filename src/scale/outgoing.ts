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

/** A key or a value of a query, as a URL has it. */
const encoded = (text: string) => encodeURIComponent(text).replaceAll("'", "%27");

/** Makes requests as they go over the wire, from data. */
export function createOutgoing(apiUrl: string, userAgent: string): Outgoing {
  const { origin, pathname } = new URL(apiUrl);
  // As the URL itself writes it: without a path of its own the base has none.
  const base = pathname.replace(/\/$/, "");
  const open = { accept: "*/*", "user-agent": userAgent };
  let latest: { readonly key: string; readonly headers: WireRequest["headers"] } | undefined;
  /** Of most processes all requests have the same key. */
  const signed = (key: string): WireRequest["headers"] => {
    if (latest?.key !== key) latest = { key, headers: { authorization: authorization(key), ...open } };
    return latest.headers;
  };
  const below = (path: string, search: ScaleRequest["search"]) => {
    if (search.length === 0) return base + path;
    const query = search.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join("&");
    return `${base}${path}?${query}`;
  };

  return {
    url: (path, search) => new URL(origin + below(path, search)),
    request({ method, search, body }, path, key, { form, idempotencyKey, onSent } = {}) {
      return {
        origin,
        path: below(path, search),
        method,
        headers:
          body.kind === "none" && idempotencyKey === undefined
            ? signed(key)
            : {
                ...signed(key),
                ...(body.kind === "json" ? { "content-type": "application/json" } : {}),
                ...form?.headers,
                ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
              },
        body: body.kind === "json" ? JSON.stringify(body.value) : form?.stream(onSent),
      };
    },
    fetch: (target, key) => ({
      origin: target.origin,
      path: target.pathname + target.search,
      method: "GET",
      headers: target.origin === origin ? signed(key) : open,
    }),
  };
}
