import { isObject, isString, type Obj, objects } from "../json.ts";

/**
 * The labels that can be chosen: strings and LabelDescriptions, where a parent of subchoices is no label itself.
 * Source: docs.scale.com/reference, label descriptions.
 */
export function leafLabels(given: unknown): string[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((item: unknown) => {
    if (isString(item)) return [item];
    if (!isObject(item)) return [];
    const below = leafLabels(item.subchoices);
    if (below.length > 0) return below;
    return isString(item.choice) ? [item.choice] : [];
  });
}

/** The LabelDescriptions of which separate instances are asked for. */
export function instanceLabels(given: unknown): Set<string> {
  const found = objects(given).flatMap((item): string[] => {
    const own = item.instance_label === true && isString(item.choice) ? [item.choice] : [];
    return [...own, ...instanceLabels(item.subchoices)];
  });
  return new Set(found);
}

/**
 * One value for every attribute, of the attribute's own kind.
 * Source of the kinds: docs.scale.com/reference, annotation attributes; scaleapi-node, AnnotationAttribute.
 */
export function attributeValues(given: unknown, random: () => number): Obj {
  if (!isObject(given)) return {};
  const entries = Object.entries(given).map(([name, attribute]) => [
    name,
    attributeValue(isObject(attribute) ? attribute : {}, random),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function attributeValue(attribute: Obj, random: () => number): unknown {
  switch (attribute.type ?? "category") {
    case "category": {
      const choice = pick(choices(attribute.choices), random);
      return attribute.allow_multiple === true && choice !== undefined ? [choice] : choice;
    }
    case "number": {
      const min = finite(attribute.min, 0);
      const step = Math.abs(finite(attribute.step, 1)) || 1;
      const max = Math.max(min, finite(attribute.max, min + 10 * step));
      return min + Math.floor(random() * ((max - min) / step + 1)) * step;
    }
    case "angle":
      return Math.floor(random() * 360);
    case "text":
      return "sample";
    case "x_line":
      return Math.floor(random() * 1280);
    case "y_line":
      return Math.floor(random() * 720);
    default:
      // A linked attribute names another annotation; leaving it out is always a valid answer here.
      return undefined;
  }
}

function choices(given: unknown): unknown[] {
  if (!Array.isArray(given)) return [];
  return given.flatMap((item) => (isObject(item) ? leafLabels([item]) : [item]));
}

export function finite(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

export function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}
