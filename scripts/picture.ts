import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** What the picture shows, each against the sandbox's own world, so that every run gives the same. */
const commands: readonly (readonly string[])[] = [
  ["call", "list_tasks", "--batch", "signs-2025-05", "--limit", "4", "--output", "table"],
  ["call", "get_batch_status", "--batch-name", "signs-2025-05"],
  [
    ...["call", "create_image_annotation_task", "--project", "street-signs"],
    ...["--attachment", "https://images.example.com/7.jpg", "--priority", "25"],
    ...["--geometries", '{"box":{"objects_to_anotate":["stop sign"]}}', "--output", "table"],
  ],
];

const columns = 108;
const size = { character: 7.8, line: 18, edge: 20, bar: 34 };

/** A word as it is typed into a shell. */
const typed = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);

const indent = "    ";

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The lines that a long one becomes, those after the first a little to the right. */
function wrapped(line: string): string[] {
  const parts: string[] = [];
  for (let rest = line; ; ) {
    if (rest.length <= columns) return [...parts, rest];
    const space = rest.lastIndexOf(" ", columns);
    const end = space > columns / 2 ? space : columns;
    parts.push(rest.slice(0, end));
    rest = `${indent}${rest.slice(end).trimStart()}`;
  }
}

interface Line {
  readonly text: string;
  readonly kind: "command" | "output" | "complaint";
}

function run(words: readonly string[]): Line[] {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", main, ...words, "--sandbox"], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "" },
    timeout: 60_000,
  });
  const lines = (text: string, kind: Line["kind"]) =>
    stripVTControlCharacters(text)
      .trimEnd()
      .split("\n")
      .filter((line, index, all) => line !== "" || (index > 0 && index < all.length - 1))
      .flatMap(wrapped)
      .map((line) => ({ text: line, kind }));
  const command = wrapped(`$ scale-ai-mcp ${[...words, "--sandbox"].map(typed).join(" ")}`).map((text) => ({
    text,
    kind: "command" as const,
  }));
  const blank = { text: "", kind: "output" as const };
  return [...command, ...lines(stdout, "output"), ...lines(stderr, "complaint"), blank].filter(
    ({ text, kind }) => text !== "" || kind === "output",
  );
}

const colours: Record<Line["kind"], string> = { command: "#7ee787", output: "#d6deeb", complaint: "#ffb086" };

/** A terminal with real commands and what they print, as SVG. */
export function terminalPicture(): string {
  const lines = commands.flatMap(run).slice(0, -1);
  const width = Math.ceil(columns * size.character + 2 * size.edge);
  const height = lines.length * size.line + size.bar + 2 * size.edge;
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (colour, index) => `<circle cx="${size.edge + index * 20}" cy="18" r="6" fill="${colour}"/>`,
  );
  const texts = lines.map(({ text, kind }, index) => {
    const y = size.bar + size.edge + index * size.line;
    return `<text x="${size.edge}" y="${y}" fill="${colours[kind]}" xml:space="preserve">${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: tasks of a batch as a table, its status as JSON, and a wrong call that says how to mend it">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#10141f"/>`,
    ...dots,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">`,
    ...texts,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
