import { describe, expect, it } from "vitest";
import { guideNames } from "../../src/choices.ts";
import guides from "../../src/generated/guides.json" with { type: "json" };
import { createScaleTools } from "../../src/index.ts";
import { prompts } from "../../src/prompts.ts";
import { tools } from "../../tools/index.ts";

const examplesIn = (text: string) =>
  [...text.matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)].map(([, tool = "", json = ""]) => ({ tool, json }));

describe.each(guides)("the guide $name", ({ title, description, text }) => {
  it("has examples that work in the sandbox, one after the other", async () => {
    const examples = examplesIn(text);
    expect(examples.length).toBeGreaterThan(1);
    const scale = await createScaleTools({ sandbox: true });
    try {
      for (const { tool, json } of examples) {
        const { data, error } = await scale.call(tool, JSON.parse(json));
        expect(error, tool).toBeUndefined();
        expect(data).not.toHaveProperty("_scale_mcp.warnings");
      }
    } finally {
      await scale.close();
    }
  });

  it("is short, with a heading and a sentence on what it is about", () => {
    expect(text.length).toBeLessThan(5_000);
    expect([title, description].every((line) => line.length > 5 && line.length < 160)).toBe(true);
  });

  it("leads to guides that there are", () => {
    for (const [, name] of text.matchAll(/scale-ai:\/\/guide\/([\w-]+)/g)) expect(guideNames).toContain(name);
  });
});

/** Names of tools as texts have them, without the prefix. */
const shortNames = tools.map(({ name }) => name.slice("SCALE_AI_".length));
const verbs =
  /\b(?:ADD|CREATE|DELETE|FINALIZE|GET|IMPORT|INVITE|LIST|REMOVE|SET|UPDATE|UPLOAD)_[A-Z0-9_]+\b/g;

describe("texts for agents", () => {
  it.each(guides.map(({ name, text }) => [name, text]))(
    "guide %s names only tools that there are",
    (_name, text) => {
      for (const [found] of text.matchAll(verbs)) expect(shortNames).toContain(found);
    },
  );

  it.each(prompts)(
    "prompt $name names only tools and guides that there are, and what it was given",
    (prompt) => {
      const given = Object.fromEntries(prompt.arguments.map(({ name }) => [name, `<${name}>`]));
      const text = prompt.text(given);
      for (const [found] of text.matchAll(verbs)) expect(shortNames).toContain(found);
      for (const [, name] of text.matchAll(/scale-ai:\/\/guide\/([\w-]+)/g))
        expect(guideNames).toContain(name);
      const least = prompt.text(Object.fromEntries(prompt.arguments.map(({ name }) => [name, ""])));
      expect(least).not.toContain("undefined");
      expect(text).not.toBe(least);
    },
  );
});
