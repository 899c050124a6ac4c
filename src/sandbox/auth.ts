import { unauthorized } from "./errors.ts";

const SCHEME = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;
/** Both spellings of test keys occur. Source: scaleapi-ruby (prefix), scaleapi-python-client tests (suffix). */
const TEST_KEY = /^(?:test_[\x21-\x7e]+|[\x21-\x7e]*\|test)$/;
const LIVE_KEY = /^live_|\|live$/;

/**
 * HTTP Basic with the API key as user name and an empty password.
 * Source: docs.scale.com/reference/authentication; scaleapi-python-client, api.py.
 */
export function requireTestKey(header: string | undefined): void {
  if (header === undefined || header.trim() === "") {
    throw unauthorized("No API key was provided. Send it as the user name of HTTP Basic authentication.");
  }
  const encoded = SCHEME.exec(header)?.[1];
  if (encoded === undefined) {
    throw unauthorized("The Authorization header is not valid HTTP Basic authentication.");
  }
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  if (colon < 0) {
    throw unauthorized("The Authorization header lacks the colon after the API key.");
  }
  const key = credentials.slice(0, colon);
  if (LIVE_KEY.test(key)) {
    throw unauthorized("This is a sandbox: it never accepts a live API key. Use a test key.");
  }
  if (credentials.length > colon + 1 || !TEST_KEY.test(key)) {
    throw unauthorized("The API key is not valid.");
  }
}
