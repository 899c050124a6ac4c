/** A setting that can't be used; its message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  // Or the bundle's short name for it would show wherever it is printed.
  static {
    Object.defineProperty(ConfigError, "name", { value: "ConfigError" });
  }
}
