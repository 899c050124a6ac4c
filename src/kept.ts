/** What the addresses of answers that were kept for their callers begin with. */
export const keptPrefix = "scale-ai://result/";

/** The address of an answer that was kept under a key. */
export const keptUri = (key: string) => `${keptPrefix}${key}`;
