import { Argument, Command, CommanderError, InvalidArgumentError } from "commander";
import { nearest } from "../../tools/nearest.ts";
import { clientIds } from "../choices.ts";
import { createConfig } from "../config.ts";
import type { Environment, Flags } from "../given.ts";
import { allOptions, httpOptions, options } from "../options.ts";
import { version } from "../version.ts";
import type { ParameterFlag } from "./arguments.ts";
import { failed, misused } from "./failed.ts";
import type { InitOptions } from "./init.ts";
import { type Output, outputs, print } from "./output.ts";
import { serveGiven } from "./serve-given.ts";
import { completionScript, type Shell, shells } from "./shells.ts";

/** What shells run to complete a word; nobody types it. */
const completing = "complete";

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
const selectionSettings = ["readOnly", "toolsets", "tools", "excludeTools", "shortNames"];
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

interface Shown {
  readonly output: Output;
}

function withOutput(command: Command, fallback: Output): Command {
  const option = command.createOption("--output <form>", "as a table to read, or as JSON");
  return command.addOption(option.choices(outputs).default(fallback));
}

/** Gives the command a flag for each parameter of the tool that the words name. */
async function withParameters(command: Command, words: readonly string[]): Promise<readonly ParameterFlag[]> {
  if (!words.includes("call")) return [];
  const { flagsOf, toolNamed } = await import("./arguments.ts");
  const tool = words.map(toolNamed).find((found) => found !== undefined);
  if (tool === undefined) return [];
  const flags = flagsOf(tool);
  for (const { key, flag, value, description, repeatable } of flags) {
    const option = command.createOption(`${flag} ${value}`, description);
    option.attributeName = () => key;
    if (repeatable) option.argParser(collect);
    command.addOption(option.helpGroup("Parameters:"));
  }
  command.description(tool.description);
  return flags;
}

/** The flags of each command that is shown; those without a command are under an empty name. */
function flagsByCommand(program: Command): ReadonlyMap<string, readonly string[]> {
  const shown = program.commands.filter((command) => command.name() !== completing);
  const longFlags = ({ options }: Command) => options.flatMap(({ long }) => long ?? []);
  return new Map([
    ["", longFlags(program)],
    ...shown.map((command) => [command.name(), longFlags(command)] as const),
  ]);
}

const environmentHelp = () => {
  const lines = allOptions
    .filter(({ flag }) => flag === undefined)
    .map(({ env, description }) => `  ${env?.padEnd(22)} ${description}`);
  return `\nEnvironment:\n${lines.join("\n")}
  HTTPS_PROXY, NO_PROXY  a proxy on the way to Scale
  NO_COLOR               no colours

Examples:
  $ scale-ai-mcp --sandbox                        an MCP server on stdio, to try without an account
  $ SCALE_API_KEY=… scale-ai-mcp                  the same with your account
  $ scale-ai-mcp serve --http --port 3000         over HTTP at /mcp, for many clients
  $ scale-ai-mcp tools                            what it offers
  $ scale-ai-mcp call list_projects --sandbox --output table

Exit codes: 0 done, 1 the call was not successful or something failed, 2 the command was not understood.`;
};

/** Tells that there is no such command; people also forget the word `call` before a tool. */
async function refuseWord(program: Command, word: string): Promise<never> {
  const { toolNamed } = await import("./arguments.ts");
  const commands = program.commands.map((command) => command.name()).filter((name) => name !== completing);
  const meant = toolNamed(word) === undefined ? nearest(word, commands) : [`call ${word}`];
  return program.error(
    [`error: unknown command '${word}'`, ...meant.map((name) => `(Did you mean ${name}?)`)].join("\n"),
  );
}

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
    code = await serveGiven(command.optsWithGlobals<Flags>(), env);
  };
  withSettings(program, serverSettings).action(async (flags: unknown, command: Command) => {
    const [word] = command.args;
    if (word !== undefined) await refuseWord(program, word);
    await serving(flags, command);
  });
  withSettings(program.command("serve"), [...serverSettings, ...httpSettings])
    .description("serve MCP over stdio, or with --http over HTTP, as many clients as come")
    .action(serving);

  const tools = withSettings(program.command("tools"), selectionSettings);
  withOutput(tools, "table")
    .description("list the tools that the server offers, or show one with its parameters and an example")
    .argument("[name]", "name of a tool, such as SCALE_AI_LIST_PROJECTS or list_projects")
    .action(async (name: string | undefined, { output }: Shown, command: Command) => {
      const { showTools } = await import("./tools.ts");
      code = await showTools(config(command), name, output);
    });

  const call = program
    .command("call")
    .description("call one tool and print the envelope; call NAME --help shows the flags of that tool")
    .argument("<name>", "name of the tool, such as SCALE_AI_LIST_PROJECTS or list_projects")
    .argument("[json]", "its arguments as JSON; @file reads them from a file, - from stdin", "{}");
  const flags = await withParameters(call, argv);
  withOutput(withSettings(call, serverSettings), "json");
  call.action(async (name: string, json: string, { output, ...given }: Shown, command: Command) => {
    const { argumentsFrom, jsonArguments, merged } = await import("./arguments.ts");
    const { callTool } = await import("./call.ts");
    const args = merged(await jsonArguments(json), await argumentsFrom(flags, { ...given }));
    code = await callTool(config(command), name, args, output);
  });

  withSettings(program.command("sandbox"), sandboxSettings)
    .description("run the sandbox, an emulator of the Scale API, on its own")
    .option("--port <port>", "port to listen on, 0 for any", port, 4010)
    .option("--complete-after <ms>", "milliseconds until a task is done", milliseconds, 2_000)
    .action(async (flags: { port: number; completeAfter: number }, command: Command) => {
      const { runSandbox } = await import("./sandbox.ts");
      code = await runSandbox(config(command), flags);
    });

  program
    .command("init")
    .description("print what a client is to be told of this server, or write it into the client's file")
    .argument("<client>", clientIds.join(", "))
    .option("--print", "only print it, which is the default")
    .option("--write", "write it, merged into what the file has, with a backup")
    .option("--project", "for the project in this folder instead of everywhere")
    .option("--force", "replace an entry of the same name")
    .option("--sandbox", "the sandbox instead of your account")
    .option("--read-only", "only the tools that read")
    .action(async (client: string, _flags: unknown, command: Command) => {
      const { init } = await import("./init.ts");
      const given = command.optsWithGlobals<Partial<InitOptions>>();
      const { write = false, project = false, force = false, sandbox = false, readOnly = false } = given;
      code = await init({ client, write, project, force, sandbox, readOnly });
    });

  const doctor = withSettings(program.command("doctor"), [...serverSettings, ...httpSettings]);
  withOutput(doctor, "table")
    .description(
      "look at all that a start needs, and say what to do about each fault; takes the options of serve",
    )
    .action(async ({ output }: Shown, command: Command) => {
      const { doctor: examine } = await import("./doctor.ts");
      code = await examine(command.optsWithGlobals<Flags>(), env, output);
    });

  program
    .command("completion")
    .description(
      "print the completion of this command for a shell, such as: source <(scale-ai-mcp completion bash)",
    )
    .addArgument(new Argument("<shell>").choices(shells))
    .action(async (name: Shell) => print(completionScript(name)));
  program
    .command(completing, { hidden: true })
    .argument("[words...]")
    .action(async (words: readonly string[]) => {
      const { candidates } = await import("./completion.ts");
      const found = candidates(words, flagsByCommand(program));
      if (found.length > 0) await print(found.join("\n"));
    });

  // Otherwise an unknown command would be an argument too many.
  program.allowExcessArguments();
  for (const command of program.commands)
    command.showHelpAfterError(`(see scale-ai-mcp ${command.name()} --help)`);

  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misused;
    return failed(error);
  }
}
