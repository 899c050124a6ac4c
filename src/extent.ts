/** No documented value has a tenth of it, and checking nested labels takes stack for each level. */
const mostLevels = 200;

/** Objects, lists and scalars in all: each takes time to check. */
const mostValues = 200_000;

/** Characters of texts and keys in all: twice what a file of 5 MB takes as base64. */
const mostText = 16 * 1024 * 1024;

const tooMany = `hold more than ${mostValues} values`;

/**
 * Why the arguments of a call are too big to be looked at, as the end of "The arguments …"; undefined where they
 * are not. It goes level by level, so that no depth can exhaust the stack, and counts what a list or an object
 * holds before it looks at it, so that its own work is bounded by the limits.
 */
export function beyondLimits(args: unknown): string | undefined {
  let values = 1;
  let text = 0;
  let inner: object[] = [];
  const look = (value: unknown) => {
    if (typeof value === "string") text += value.length;
    else if (typeof value === "object" && value !== null) inner.push(value);
  };

  look(args);
  for (let depth = 0; inner.length > 0; depth++) {
    if (depth > mostLevels) return `are nested more than ${mostLevels} levels deep`;
    const level = inner;
    inner = [];
    for (const container of level) {
      if (Array.isArray(container)) {
        values += container.length;
        if (values > mostValues) return tooMany;
        container.forEach(look);
      } else {
        const keys = Object.keys(container);
        values += keys.length;
        if (values > mostValues) return tooMany;
        for (const key of keys) {
          text += key.length;
          look(Reflect.get(container, key));
        }
      }
    }
  }
  return text > mostText ? "hold more than 16 MB of text" : undefined;
}

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [
  34, 92, 44, 91, 93, 123, 125,
];

/**
 * Counts the values that each JSON text holds without parsing it, and sums them up: says of a text whether all
 * are within the limit. A text of a few megabytes can hold millions, which would take hundreds as objects.
 */
export function jsonCounter(): (json: string) => string | undefined {
  let values = 0;
  return (json) => {
    let justOpened = false;
    values++;
    for (let at = 0; at < json.length && values <= mostValues; at++) {
      const character = json.charCodeAt(at);
      if (character <= 32) continue;
      // What stands in a list or an object is one more than its commas, or nothing.
      if (justOpened && character !== closeList && character !== closeObject) values++;
      justOpened = character === openList || character === openObject;
      if (character === comma) values++;
      else if (character === quote) at = endOfText(json, at);
    }
    return values > mostValues ? tooMany : undefined;
  };
}

/** The place of the quote that ends the text which begins at `start`. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (character === backslash) at++;
    else if (character === quote) return at;
  }
  return json.length;
}
