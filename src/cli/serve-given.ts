import { createConfig } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import { type Environment, type Flags, readOptions } from "../given.ts";
import { httpOptions } from "../options.ts";
import { serve } from "./serve.ts";

/** Serves over the transport that was asked for, and resolves with the exit code. Throws ConfigError. */
export async function serveGiven(given: Flags, env: Environment): Promise<number> {
  if (readOptions(given, env).enabled("http")) {
    const { serveHttp } = await import("./serve-http.ts");
    return serveHttp(given, env);
  }
  for (const option of httpOptions)
    if ("flag" in option && given[option.key] !== undefined)
      throw new ConfigError(`${option.flag} is for serving over HTTP: add --http.`);
  return serve(createConfig(given, env));
}
