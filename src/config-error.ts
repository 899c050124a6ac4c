/** A setting that can't be used; its message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
