import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { guideNames } from "../src/choices.ts";
import { publish } from "../src/publish.ts";
import { tools } from "../tools/index.ts";
import { toolsets } from "../tools/toolsets.ts";
import { InputTypes } from "./input-types.ts";
import { terminalPicture } from "./picture.ts";
import { configurationReference, effectOf, toolReference } from "./reference.ts";

// What is generated is committed, so that a start needs no schemas and a change is seen in review;
// CI fails when a file is stale.

const fileAt = (path: string) => new URL(`../${path}`, import.meta.url);

function toolTable(): string {
  const rows = toolsets.flatMap((toolset) =>
    tools
      .filter((tool) => tool.toolset === toolset)
      .map((tool) => `| ${toolset} | \`${tool.name}\` | ${effectOf(tool)} |`),
  );
  return ["| toolset | tool | effect |", "|---|---|---|", ...rows].join("\n");
}

function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no place for ${name}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

writeFileSync(fileAt("src/generated/tools.json"), `${JSON.stringify(tools.map(publish), null, 1)}\n`);

const readme = fileAt("README.md");
writeFileSync(readme, replaceBetween(readFileSync(readme, "utf8"), "tools", toolTable()));

writeFileSync(fileAt("src/generated/inputs.ts"), new InputTypes().module(tools));
writeFileSync(fileAt("docs/tools.md"), toolReference(tools));
writeFileSync(fileAt("docs/configuration.md"), configurationReference());
mkdirSync(fileAt("docs/images"), { recursive: true });
writeFileSync(fileAt("docs/images/terminal.svg"), terminalPicture());

/** The name, the heading, the sentence under it and the text of each guide, in the order in which they are listed. */
const guides = guideNames.map((name) => {
  const text = readFileSync(fileAt(`guides/${name}.md`), "utf8");
  const [, title = "", description = ""] = /^# (.+)\n\n(.+)\n/.exec(text) ?? [];
  return { name, title, description, text };
});
writeFileSync(fileAt("src/generated/guides.json"), `${JSON.stringify(guides, null, 1)}\n`);
