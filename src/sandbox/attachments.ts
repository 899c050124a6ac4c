import { parseUrl } from "./checks.ts";
import { isObject, isString, type Obj } from "./json.ts";

/** The addresses of what a task is about: strings, or objects with the address under `content` or `attachment`. */
export function attachmentUrls(params: Obj): string[] {
  const listed = Array.isArray(params.attachments) ? params.attachments : [];
  return [params.attachment, ...listed]
    .flatMap((item) => (isObject(item) ? [item.content, item.attachment] : [item]))
    .filter(isString);
}

/** Attachments that the sandbox pretends not to be able to fetch: those named broken, such as /broken.jpg. */
export function brokenAttachments(params: Obj): string[] {
  return attachmentUrls(params).filter((url) => /\/broken\.[^/]+$/i.test(parseUrl(url)?.pathname ?? ""));
}
