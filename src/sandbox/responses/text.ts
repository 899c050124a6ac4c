import { randomFrom, seedOf, uuidFrom } from "../ids.ts";
import { compact, isObject, isString, type Obj, objects, strings } from "../json.ts";
import type { Task } from "../records.ts";
import { iso } from "../times.ts";
import { attributeValues, finite } from "./labels.ts";
import { passage } from "./shapes.ts";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;

/** Source of the shape: docs.scale.com/reference/callback-format-3. */
export function namedEntities(task: Task): Obj {
  const text = isString(task.params.text) ? task.params.text : "";
  const labels = labelsBelow(task.params.labels);
  // Words that look like names come first; a label without a word of its own stays unused.
  const words = [...text.matchAll(WORD)].sort((a, b) => rank(a[0]) - rank(b[0]) || a.index - b.index);
  const annotations = labels.slice(0, words.length).map((label, index) => {
    const word = words[index];
    const start = word?.index ?? 0;
    const end = start + (word?.[0].length ?? 0);
    const id = uuidFrom(`${task.id}/${label.name}/${start}`);
    const attributes = isObject(label.attributes)
      ? attributeValues(label.attributes, randomFrom(seedOf(id)))
      : undefined;
    return compact({ id, start, end, text: text.slice(start, end), label: label.name, attributes });
  });
  return { annotations, relationships: relationships(task, annotations) };
}

function labelsBelow(given: unknown): Obj[] {
  return objects(given).flatMap((label) => {
    const children = labelsBelow(label.children);
    return children.length > 0 ? children : [label];
  });
}

const rank = (word: string) => (/^\p{Lu}/u.test(word) ? 0 : 1);

function relationships(task: Task, annotations: Obj[]): Obj[] {
  return objects(task.params.relationships).flatMap((wanted, index) => {
    const source = annotations.find(({ label }) => fits(wanted.source_label, label));
    const target = annotations.find((other) => other !== source && fits(wanted.target_label, other.label));
    if (source === undefined || target === undefined) return [];
    const id = uuidFrom(`${task.id}/relationship/${index}`);
    return [compact({ id, source_ref: source.id, target_ref: target.id, name: wanted.name })];
  });
}

const fits = (wanted: unknown, label: unknown) => wanted === undefined || wanted === label;

/** Answers by field_id. Source: docs.scale.com/reference/textcollection-callback-format. */
export function collectedText(task: Task): Obj {
  return { annotations: answers(objects(task.params.fields), task.createdAt) };
}

/** A value for each field, or a list of them where several may be given. */
function answers(fields: Obj[], time: number): Obj {
  return Object.fromEntries(
    fields.map((field) => {
      const least = Math.min(Math.max(1, finite(field.min_responses_required, 1)), 100);
      const isList = Math.max(least, finite(field.max_responses_required, 1)) > 1;
      const values = Array.from({ length: least }, () => answer(field, time));
      return [field.field_id, isList ? values : values[0]];
    }),
  );
}

function answer(field: Obj, time: number): unknown {
  switch (field.type) {
    case "field_set":
    case "form":
      return answers(objects(field.fields), time);
    case "category":
    case "select": {
      const least = Math.max(1, finite(field.min_choices, 1));
      const chosen = choiceValues(field.choices).slice(0, least);
      return Math.max(least, finite(field.max_choices, 1)) > 1 ? chosen : chosen[0];
    }
    case "boolean":
      return true;
    case "number":
      return finite(field.min, 1);
    case "datetime":
      return iso(time);
    case "time_range":
      return { start: 0, end: 1 };
    default:
      return `Sample answer: ${field.title}`.slice(0, Math.max(1, finite(field.max_characters, 200)));
  }
}

function choiceValues(given: unknown): unknown[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((choice: unknown) => {
    if (!isObject(choice)) return [choice];
    const below = choiceValues(choice.subchoices);
    return below.length > 0 ? below : [choice.value ?? choice.label];
  });
}

/** Source of the shape: docs.scale.com/reference, document transcription callback format. */
export function transcription(task: Task): Obj {
  const pages = pageCount(task);
  const found = features(task.params.features).map((feature, index) => {
    const flags = strings(feature.flags);
    return compact({
      uuid: uuidFrom(`${task.id}/${index}`),
      page: index % pages,
      label: feature.label,
      text: `Sample ${feature.label}`,
      location: passage(task.params.geometry, index),
      refs: [],
      money: flags.includes("money") ? "12.50" : undefined,
      date: flags.includes("date") ? iso(task.createdAt).slice(0, 10) : undefined,
      checked: flags.includes("checkbox") ? true : undefined,
    });
  });
  return { annotations: found };
}

const pageCount = (task: Task) => Math.max(1, strings(task.params.attachments).length);

/** The pages of a document, once it is transcribed. Source: docs.scale.com/reference/task-document-pages. */
export function documentPages(task: Task): Obj[] | undefined {
  if (task.type !== "documenttranscription" || task.status !== "completed") return undefined;
  return Array.from({ length: pageCount(task) }, () => ({ width: 850, height: 1100 }));
}

/** Groups only hold other features. */
function features(given: unknown): Obj[] {
  return objects(given).flatMap((feature) => {
    const below = [...features(feature.features), ...features(feature.children)];
    return isString(feature.label) ? [feature, ...below] : below;
  });
}
