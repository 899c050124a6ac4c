export { ConfigError } from "./config-error.ts";
export type { Code, Envelope, Failure, FailureData, Remarks, Success } from "./envelope.ts";
export type * from "./generated/inputs.ts";
export type * from "./library/answers.ts";
export { createScaleTools, type ScaleTools, type ToolName } from "./library/create.ts";
export type { ScaleToolsOptions } from "./library/options.ts";
export type { AnsweredFile, CallOptions, EachOptions, ItemOf, ToolSource } from "./library/source.ts";
export { ScaleToolError, unwrap } from "./library/unwrap.ts";
export type { PublishedSchema, PublishedTool } from "./published.ts";
