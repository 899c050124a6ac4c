const prefix = "SCALE_AI_";

/** A tool's name without the prefix, in small letters: `create_batch`. */
export const shortName = (name: string) =>
  name.slice(name.startsWith(prefix) ? prefix.length : 0).toLowerCase();

/** A tool's name as a method of the library: `createBatch`. */
export const methodName = (name: string) =>
  shortName(name).replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The documented name, whether it was given in full or short, in letters of any size. */
export function documentedName(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith(prefix) ? upper : `${prefix}${upper}`;
}
