/**
 * What must reach the Scale API for given arguments, typed by hand from Scale's documentation. Nothing here may
 * be derived from the implementation.
 */
export type GoldenBody =
  | { kind: "none" }
  | { kind: "json"; value: unknown }
  | {
      kind: "multipart";
      fields: Record<string, string>;
      /** `bytes` as UTF-8 text. */
      file: { filename: string; contentType: string; bytes: string };
    };

export interface GoldenRequest {
  tool: string;
  note: string;
  args: Record<string, unknown>;
  request: {
    method: string;
    /** Raw request target before "?", below the API base, exactly as on the wire. */
    path: string;
    /**
     * Decoded pairs. The order of the values of one repeated key is a fact; the order of different keys is not
     * (it is the catalogue's order here).
     */
    query: readonly (readonly [string, string])[];
    body: GoldenBody;
  };
}

export interface ValidInput {
  tool: string;
  note: string;
  args: Record<string, unknown>;
}

/** `repaired` is what `args` must have become before validation. */
export interface RepairableInput {
  tool: string;
  args: Record<string, unknown>;
  repaired: Record<string, unknown>;
}
