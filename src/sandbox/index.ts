export { type SandboxClock, systemClock } from "./clock.ts";
export { SandboxClockManual } from "./clock-manual.ts";
export { type Faults, parseFaults } from "./faults.ts";
export { createSandbox, type Sandbox, type SandboxOptions } from "./sandbox.ts";
export { type RunningSandbox, startSandbox } from "./server.ts";
