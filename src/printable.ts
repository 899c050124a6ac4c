/**
 * Characters that steer a terminal, turn the direction of text, or hide in it: controls, separators of lines,
 * marks of direction, joiners nobody sees, tags, and halves of characters. The joiners U+200C and U+200D stay,
 * since emoji and several scripts need them.
 */
const classes =
  "\\p{Cc}\\u2028\\u2029\\u061C\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}\\p{Cs}";

/** Text in which there is nothing to look for, as most is: found out many times faster than the search takes. */
const ascii = /^[\n\x20-\x7e]*$/;
const onOneLine = /^[\x20-\x7e]*$/;

/** True for one line of characters that any terminal shows as they are. */
export const isPlainAscii = (text: string): boolean => onOneLine.test(text);

const inJson = new RegExp(`(?!\\n)[${classes}]`, "gu");
const inText = new RegExp(`(?![\\n\\t])[${classes}]`, "gu");

/** A character as JSON writes it, in as many units as it has. */
const escaped = (character: string) =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/**
 * The text of JSON with such characters as their escapes, which parses to the same value. Line feeds outside of
 * strings, from indentation, stay.
 */
export const printableJson = (json: string): string =>
  ascii.test(json) ? json : json.replace(inJson, escaped);

/** Text made safe to show, with such characters as their escapes. Line feeds and tabs stay. */
export const printable = (text: string): string => text.replace(inText, escaped);
