import {
  checkAttachmentUrl,
  given,
  list,
  object,
  oneOf,
  optionalInteger,
  optionalList,
  optionalObject,
  optionalOneOf,
  optionalText,
  text,
  texts,
} from "./checks.ts";
import { badRequest, invalid } from "./errors.ts";
import { isObject, isString, type Obj } from "./json.ts";
import type { TaskType } from "./records.ts";

/** Source: docs.scale.com/reference/errors; limits of the labels parameter. */
export const LABELS_LIMIT = 50;
const GEOMETRIES = ["box", "polygon", "line", "point", "cuboid", "ellipse"];
const UNIT_FIELDS = [
  "text",
  "boolean",
  "number",
  "datetime",
  "category",
  "select",
  "time_range",
  "field_set",
  "form",
];

/** Refuses what Scale would refuse at creation; parameters of the project are already merged in. */
export const CHECKS: Record<TaskType, (body: Obj) => void> = {
  imageannotation(body) {
    attachment(body);
    geometries(body);
    priority(body, [10, 20, 30]);
  },
  segmentannotation(body) {
    attachment(body);
    labels(body, LABELS_LIMIT);
    optionalOneOf(body, "attachment_type", ["image"]);
  },
  videoannotation(body) {
    const kind = oneOf(body, "attachment_type", ["image", "video"]);
    if (kind === "image") attachmentList(body);
    else videoFile(body);
    geometries(body);
    priority(body, [10, 20, 30]);
  },
  videoplaybackannotation(body) {
    const kind = optionalOneOf(body, "attachment_type", ["image", "video"]) ?? "video";
    if (kind === "image" && given(body, "attachments")) attachmentList(body);
    else attachment(body);
    geometries(body);
    priority(body, [10, 20, 30]);
  },
  lidarannotation(body) {
    lidar(body);
    labels(body, LABELS_LIMIT);
  },
  lidarsegmentation(body) {
    lidar(body);
    labels(body, Number.MAX_SAFE_INTEGER);
    if (!given(body, "project") && !given(body, "batch")) {
      throw badRequest("Please include a project or batch parameter.");
    }
  },
  namedentityrecognition(body) {
    instruction(body);
    text(body, "text");
    for (const [index, label] of list(body, "labels").entries()) {
      if (!isObject(label)) throw invalid(`"labels[${index}]" must be an object`);
      text(label, "name");
    }
    relationships(body);
  },
  documenttranscription(body) {
    instruction(body);
    if (given(body, "attachments")) attachmentList(body);
    else attachment(body);
    optionalList(body, "features");
    optionalOneOf(body, "geometry", ["box", "polygon"]);
    priority(
      body,
      Array.from({ length: 101 }, (_, value) => value),
    );
  },
  textcollection(body) {
    instruction(body);
    fields(body);
    for (const [index, item] of (optionalList(body, "attachments") ?? []).entries()) {
      if (!isObject(item)) throw invalid(`"attachments[${index}]" must be an object`);
      text(item, "type");
      text(item, "content");
    }
    priority(body, [10, 20, 30, 40, 50]);
  },
};

/** The instruction may come from the project instead. */
function instruction(body: Obj): void {
  text(body, "instruction");
}

/** Source of the sentence: docs.scale.com/reference/errors. */
function attachment(body: Obj): void {
  if (!given(body, "attachment")) throw badRequest("Please include an attachment or attachments parameter.");
  checkAttachmentUrl(body.attachment, "attachment");
}

function videoFile(body: Obj): void {
  if (given(body, "attachments"))
    throw invalid(`"attachments" is not allowed when "attachment_type" is "video"`);
  attachment(body);
}

function attachmentList(body: Obj): void {
  for (const [index, url] of texts(body, "attachments").entries())
    checkAttachmentUrl(url, `attachments[${index}]`);
}

function lidar(body: Obj): void {
  attachmentList(body);
  oneOf(body, "attachment_type", ["json", "protobuf"]);
  priority(body, [10, 20, 30]);
}

function geometries(body: Obj): void {
  const shapes = object(body, "geometries");
  const names = Object.keys(shapes);
  if (names.length === 0) throw invalid(`"geometries" must have at least 1 key`);
  for (const name of names) {
    if (!GEOMETRIES.includes(name)) throw invalid(`"geometries.${name}" is not allowed`);
    const shape = object(shapes, name);
    optionalList(shape, "objects_to_annotate");
  }
  optionalObject(body, "annotation_attributes");
}

function labels(body: Obj, limit: number): void {
  const given = list(body, "labels");
  if (given.length > limit) throw invalid(`"labels" must contain at most ${limit} items`);
  for (const [index, label] of given.entries()) {
    if (isString(label) && label !== "") continue;
    if (!isObject(label)) throw invalid(`"labels[${index}]" must be a string or an object`);
    text(label, "choice");
  }
}

/** Named and unnamed relationships are never mixed. Source: docs.scale.com/reference, named entity recognition. */
function relationships(body: Obj): void {
  const given = optionalList(body, "relationships") ?? [];
  const named = given.map((item, index) => {
    if (!isObject(item)) throw invalid(`"relationships[${index}]" must be an object`);
    return optionalText(item, "name") !== undefined;
  });
  if (new Set(named).size > 1) throw invalid(`"relationships" must either all have a name or none`);
}

function fields(body: Obj): void {
  const seen = new Set<string>();
  const walk = (items: unknown[], path: string) => {
    for (const [index, item] of items.entries()) {
      if (!isObject(item)) throw invalid(`"${path}[${index}]" must be an object`);
      const type = oneOf(item, "type", UNIT_FIELDS);
      text(item, "title");
      const id = text(item, "field_id");
      if (seen.has(id)) throw invalid(`"field_id" must be unique, and "${id}" is not`);
      seen.add(id);
      if (type === "category") list(item, "choices");
      if (type === "field_set") walk(list(item, "fields"), `${path}[${index}].fields`);
    }
  };
  walk(list(body, "fields"), "fields");
}

function priority(body: Obj, allowed: number[]): void {
  const value = optionalInteger(body, "priority");
  if (value === undefined || allowed.includes(value)) return;
  const span =
    allowed.length > 5 ? `from ${allowed[0]} to ${allowed.at(-1)}` : `one of [${allowed.join(", ")}]`;
  throw invalid(`"priority" must be ${span}`);
}
