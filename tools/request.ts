export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Where the bytes of an upload come from; opened, checked and streamed at the edge, never in a tool. */
export type FileSource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "base64"; readonly data: string }
  | { readonly kind: "stored"; readonly s3key: string };

export interface FilePart {
  readonly source: FileSource;
  /** The file name to send; the source's own name where absent. */
  readonly name?: string | undefined;
  /** The media type to send; derived from the name where absent. */
  readonly type?: string | undefined;
}

export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | {
      readonly kind: "multipart";
      readonly file: FilePart;
      readonly fields: readonly (readonly [string, string])[];
    };

/** One request to the Scale API, as data: `path` is encoded and stands below the API's base URL. */
export interface ScaleRequest {
  readonly method: Method;
  readonly path: string;
  readonly search: readonly (readonly [string, string])[];
  readonly body: Body;
  /** A second likely path of a request whose path no official source gives. */
  readonly alternative?: string;
}

type QueryValue = string | number | boolean | readonly string[] | undefined;

/**
 * Percent-encodes everything but unreserved characters (RFC 3986), so that a name is one path segment
 * whatever it contains. The same as `quote(name, safe="")`; source: scaleapi-python-client, `quote_string`.
 */
export function encodeSegment(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** No id or name of Scale's comes near it, and servers refuse longer request lines. */
const longestSegment = 1_000;

/** True for a value that can stand as one path segment: URL parsers resolve `.` and `..` away. */
export function isPathSegment(value: string): boolean {
  return (
    value !== "" && value.length <= longestSegment && value !== "." && value !== ".." && value.isWellFormed()
  );
}

function pathOf([first = "", ...parts]: TemplateStringsArray, values: readonly string[]): string {
  return values.reduce((path, value, index) => {
    if (!isPathSegment(value))
      throw new TypeError("A path segment is empty, a dot segment or malformed text.");
    return `${path}${encodeSegment(value)}${parts[index]}`;
  }, first);
}

/** A request under construction; each method returns a new one. */
export class RequestBuilder implements ScaleRequest {
  readonly search: ScaleRequest["search"] = [];
  readonly body: Body = { kind: "none" };
  readonly alternative?: string;

  constructor(
    readonly method: Method,
    readonly path: string,
    parts: Partial<Pick<ScaleRequest, "search" | "body" | "alternative">> = {},
  ) {
    Object.assign(this, parts);
  }

  #with(parts: Partial<Pick<ScaleRequest, "search" | "body" | "alternative">>): RequestBuilder {
    const { search, body, alternative } = this;
    return new RequestBuilder(this.method, this.path, {
      search,
      body,
      ...(alternative === undefined ? {} : { alternative }),
      ...parts,
    });
  }

  /** Query parameters in this order: a list becomes a repeated key, an absent value nothing. */
  query(values: Readonly<Record<string, QueryValue>>): RequestBuilder {
    const search = Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [value].flat().map((item): readonly [string, string] => [key, String(item)]),
    );
    return this.#with({ search });
  }

  json(value: unknown): RequestBuilder {
    return this.#with({ body: { kind: "json", value } });
  }

  /** A form with one file; absent fields are left out. */
  multipart(file: FilePart, fields: Readonly<Record<string, string | undefined>>): RequestBuilder {
    const present = Object.entries(fields).flatMap(([key, value]): [string, string][] =>
      value === undefined ? [] : [[key, value]],
    );
    return this.#with({ body: { kind: "multipart", file, fields: present } });
  }

  or(parts: TemplateStringsArray, ...values: readonly string[]): RequestBuilder {
    return this.#with({ alternative: pathOf(parts, values) });
  }
}

const request =
  (method: Method) =>
  (parts: TemplateStringsArray, ...values: readonly string[]) =>
    new RequestBuilder(method, pathOf(parts, values));

export const get = request("GET");
export const post = request("POST");
export const put = request("PUT");
export const del = request("DELETE");
