import { Command, CommanderError, InvalidArgumentError } from "commander";
import { createConfig } from "../config.ts";
import { ConfigError, type Environment, type Flags, readOptions } from "../given.ts";
import { allOptions, httpOptions, options } from "../options.ts";
import { version } from "../version.ts";
import { complain } from "./output.ts";

/** Exit codes: 0 done, 1 a call that was not successful or a fault, 2 a command that can't be understood. */
const misused = 2;

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

function withSettings(command: Command, keys: readonly string[]): Command {
  for (const { key, flag, argument, env, description, repeatable } of allOptions) {
    if (flag === undefined || !keys.includes(key)) continue;
    const told = env === undefined ? description : `${description} [env: ${env}]`;
    const name = argument === undefined ? flag : `${flag} ${argument}`;
    // Every flag stores under its option's key, whatever it is called on the command line.
    const option = command.createOption(name, told);
    option.attributeName = () => key;
    if (repeatable) option.argParser(collect);
    // commander would take a name with --no- for the denial of another option.
    option.negate = false;
    command.addOption(option);
  }
  return command;
}

const sandboxSettings = ["seed", "faults", "logLevel"];
const selectionSettings = ["readOnly", "toolsets", "tools", "excludeTools"];
const serverSettings = options.map(({ key }) => key);
const httpSettings = httpOptions.map(({ key }) => key);

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535)
    throw new InvalidArgumentError("a port is a number from 0 to 65535");
  return number;
}

function milliseconds(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("a number of milliseconds");
  return Number(value);
}

const environmentHelp = () => {
  const lines = allOptions
    .filter(({ flag }) => flag === undefined)
    .map(({ env, description }) => `  ${env?.padEnd(20)} ${description}`);
  return `\nEnvironment:\n${lines.join("\n")}\n  HTTPS_PROXY, NO_PROXY  a proxy on the way to Scale

Examples:
  $ scale-ai-mcp --sandbox                        an MCP server on stdio, to try without an account
  $ SCALE_API_KEY=… scale-ai-mcp                  the same with your account
  $ scale-ai-mcp serve --http --port 3000         over HTTP at /mcp, for many clients
  $ scale-ai-mcp tools                            what it offers
  $ scale-ai-mcp call SCALE_AI_LIST_PROJECTS '{}' --sandbox

Exit codes: 0 done, 1 the call was not successful or something failed, 2 the command was not understood.`;
};

/** Runs the command line and resolves with the exit code. */
export async function run(argv: readonly string[], env: Environment): Promise<number> {
  let code = 0;
  const program = new Command("scale-ai-mcp")
    .description(
      "MCP server for Scale AI: 41 tools to create, watch and manage labeling work. Without a command it serves MCP over stdio.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .showHelpAfterError("(see scale-ai-mcp --help)")
    .addHelpText("after", environmentHelp())
    .exitOverride();
  const config = (command: Command) => createConfig(command.optsWithGlobals<Flags>(), env);

  const serving = async (_flags: unknown, command: Command) => {
    const given = command.optsWithGlobals<Flags>();
    if (readOptions(given, env).enabled("http")) {
      const { serveHttp } = await import("./serve-http.ts");
      code = await serveHttp(given, env);
    } else {
      const { serve } = await import("./serve.ts");
      code = await serve(createConfig(given, env));
    }
  };
  withSettings(program, serverSettings).action(serving);
  withSettings(program.command("serve"), [...serverSettings, ...httpSettings])
    .description("serve MCP over stdio, or with --http over HTTP, as many clients as come")
    .action(serving);

  withSettings(program.command("tools"), selectionSettings)
    .description("list the tools that the server offers")
    .option("--json", "as JSON, with schemas, as tools/list gives it")
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { listTools } = await import("./tools.ts");
      await listTools(config(command), json === true);
    });

  withSettings(program.command("call"), serverSettings)
    .description("call one tool and print the envelope")
    .argument("<name>", "name of the tool, such as SCALE_AI_LIST_PROJECTS")
    .argument("[json]", "its arguments as JSON, or - to read them from stdin", "{}")
    .action(async (name: string, json: string, _flags, command: Command) => {
      const { callTool } = await import("./call.ts");
      code = await callTool(config(command), name, json);
    });

  withSettings(program.command("sandbox"), sandboxSettings)
    .description("run the sandbox, an emulator of the Scale API, on its own")
    .option("--port <port>", "port to listen on, 0 for any", port, 4010)
    .option("--complete-after <ms>", "milliseconds until a task is done", milliseconds, 2_000)
    .action(async (flags: { port: number; completeAfter: number }, command: Command) => {
      const { runSandbox } = await import("./sandbox.ts");
      code = await runSandbox(config(command), flags);
    });

  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misused;
    if (error instanceof ConfigError) {
      await complain(error.message);
      return misused;
    }
    await complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
