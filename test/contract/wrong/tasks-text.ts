import type { WrongInput } from "./build.ts";
import { wrong } from "./build.ts";

type Case = readonly [note: string, value: unknown, names: readonly string[]];

const inputs = (short: string, parameter: string, cases: readonly Case[]) =>
  cases.map(([note, value, names]) =>
    wrong(short, `${parameter}: ${note}`, { [parameter]: value }, [parameter, ...names]),
  );

const title = "A title";
const choices = [
  { label: "Yes", value: "yes" },
  { label: "No", value: "no" },
];
const unitTypes = ["text", "boolean", "number", "datetime", "category", "select", "time_range"] as const;
const unit = (type: string, more: Record<string, unknown> = {}) => ({
  type,
  field_id: "f",
  title,
  ...(type === "category" || type === "select" ? { choices } : {}),
  ...more,
});
const part = (field_id: string, type = "text") => ({ type, field_id, title });

const fields: readonly Case[] = [
  ["a field that is a string", ["summary"], []],
  ["a list of lists", [[unit("text")]], []],
  ["a field without type", [{ field_id: "f", title }], ["type"]],
  ["an unknown type", [unit("dropdown")], ["type"]],
  ["a type in capitals", [unit("TEXT")], ["type"]],
  ["a type of document features", [unit("block")], ["type"]],
  ["a type that is a list", [{ type: ["text"], field_id: "f", title }], ["type"]],
  ...unitTypes.flatMap((type): Case[] => {
    const { title: _, ...untitled } = unit(type);
    const { field_id: __, ...nameless } = unit(type);
    return [
      [`${type} without title`, [untitled], ["title"]],
      [`${type} without field_id`, [nameless], ["field_id"]],
      [`${type} with an empty title`, [unit(type, { title: "" })], ["title"]],
      [
        `${type} that wants more responses than it allows`,
        [unit(type, { min_responses_required: 4, max_responses_required: 3 })],
        ["min_responses_required", "max_responses_required"],
      ],
    ];
  }),
  [
    "min_responses_required is zero",
    [unit("text", { min_responses_required: 0 })],
    ["min_responses_required"],
  ],
  [
    "min_responses_required is negative",
    [unit("number", { min_responses_required: -1 })],
    ["min_responses_required"],
  ],
  [
    "max_responses_required above 100",
    [unit("text", { max_responses_required: 101 })],
    ["max_responses_required"],
  ],
  [
    "max_responses_required is no number",
    [unit("text", { max_responses_required: "several" })],
    ["max_responses_required"],
  ],
  ["required is no boolean", [unit("text", { required: "perhaps" })], ["required"]],
  ["a title that is a list", [unit("text", { title: ["a", "b"] })], ["title"]],
  ["a category without choices", [{ type: "category", field_id: "f", title }], ["choices"]],
  ["choices as an object", [unit("category", { choices: { yes: "Yes" } })], ["choices"]],
  ["choices as strings", [unit("category", { choices: ["yes", "no"] })], ["choices"]],
  ["a choice without label", [unit("category", { choices: [{ value: "yes" }] })], ["choices", "label"]],
  ["a choice without value", [unit("category", { choices: [{ label: "Yes" }] })], ["choices", "value"]],
  [
    "a value that is an object",
    [unit("category", { choices: [{ label: "Yes", value: { is: "yes" } }] })],
    ["choices", "value"],
  ],
  [
    "a value that is a list",
    [unit("category", { choices: [{ label: "Yes", value: ["yes"] }] })],
    ["choices", "value"],
  ],
  [
    "more choices at least than at most",
    [unit("category", { min_choices: 2, max_choices: 1 })],
    ["min_choices", "max_choices"],
  ],
  ["min_choices is no number", [unit("category", { min_choices: "one" })], ["min_choices"]],
  [
    "a misspelt key of a choice",
    [unit("category", { choices: [{ label: "Yes", lable: "Ja", value: "yes" }] })],
    ["choices", "lable", "label"],
  ],
  [
    "a misspelt key of a choice",
    [unit("category", { choices: [{ label: "Yes", value: "yes", subchoice: [] }] })],
    ["choices", "subchoice", "subchoices"],
  ],
  [
    "two fields with one field_id",
    [part("same"), part("other"), part("same", "number")],
    ["field_id", "same"],
  ],
  [
    "a field_id that a field set uses again",
    [part("same"), { type: "field_set", field_id: "set", title, fields: [part("same"), part("b")] }],
    ["field_id", "same"],
  ],
  [
    "a field_id twice within a field set",
    [{ type: "field_set", field_id: "set", title, fields: [part("same"), part("same")] }],
    ["field_id", "same"],
  ],
  ["a field set without fields", [{ type: "field_set", field_id: "set", title }], ["fields"]],
  ["a field set of none", [{ type: "field_set", field_id: "set", title, fields: [] }], ["fields"]],
  ["a field set of one", [{ type: "field_set", field_id: "set", title, fields: [part("a")] }], ["fields"]],
  [
    "an unknown type within a field set",
    [{ type: "field_set", field_id: "set", title, fields: [part("a"), part("b", "dropdown")] }],
    ["fields", "type"],
  ],
  [
    "a field within a field set without title",
    [{ type: "field_set", field_id: "set", title, fields: [part("a"), { type: "text", field_id: "b" }] }],
    ["fields", "title"],
  ],
  [
    "an inline field set of three",
    [{ type: "field_set", field_id: "set", title, inline: true, fields: [part("a"), part("b"), part("c")] }],
    ["inline"],
  ],
  [
    "an inline field set with a boolean",
    [{ type: "field_set", field_id: "set", title, inline: true, fields: [part("a"), part("b", "boolean")] }],
    ["inline"],
  ],
  ["misspelt", [unit("text", { fieldid: "g" })], ["fieldid", "field_id"]],
  ["misspelt", [unit("text", { descripion: "x" })], ["descripion", "description"]],
  ["misspelt", [unit("text", { requird: true })], ["requird", "required"]],
  [
    "misspelt",
    [unit("number", { min_response_required: 1 })],
    ["min_response_required", "min_responses_required"],
  ],
  ["misspelt", [unit("category", { max_choice: 1 })], ["max_choice", "max_choices"]],
  ["misspelt", [unit("category", { choices: [{ label: "Yes", valeu: 1, value: 1 }] })], ["valeu", "value"]],
  [
    "the third of three is wrong",
    [part("a"), part("b"), { type: "text", field_id: "c", title: "" }],
    ["title"],
  ],
];

const collectionAttachments: readonly Case[] = [
  ["strings instead of objects", ["https://shop.example.com"], []],
  ["no type", [{ content: "https://shop.example.com" }], ["type"]],
  ["no content", [{ type: "website" }], ["content"]],
  ["an unknown type", [{ type: "gif", content: "https://images.example.com/a.gif" }], ["type"]],
  ["a type in capitals", [{ type: "PDF", content: "https://documents.example.com/a.pdf" }], ["type"]],
  ["content as an object", [{ type: "text", content: { text: "x" } }], ["content"]],
  ["forms that are no list", [{ type: "text", content: "x", forms: { a: 1 } }], ["forms"]],
  ["misspelt", [{ type: "text", content: "x", contents: "y" }], ["contents", "content"]],
  [
    "the second is wrong",
    [
      { type: "text", content: "x" },
      { type: "word", content: "y" },
    ],
    ["type"],
  ],
];

const labels: readonly Case[] = [
  ["strings instead of objects", ["person"], []],
  ["a label without name", [{ description: "A person" }], ["name"]],
  ["an empty object", [{}], ["name"]],
  ["a name that is a list", [{ name: ["person"], description: "A person" }], ["name"]],
  ["a description that is an object", [{ name: "person", description: { en: "A person" } }], ["description"]],
  ["misspelt", [{ name: "person", descripton: "A person" }], ["descripton", "description"]],
  ["the second has no name", [{ name: "person" }, { description: "A place" }], ["name"]],
];

const relationships: readonly Case[] = [
  ["strings instead of objects", ["knows"], []],
  ["a name without display_name", [{ name: "knows", is_directed: false }], ["display_name"]],
  ["a display_name without name", [{ display_name: "knows", is_directed: false }], ["name"]],
  ["one named, one unnamed", [{ name: "knows", display_name: "knows" }, { is_directed: true }], ["name"]],
  [
    "one unnamed, two named",
    [
      { source_label: "person", target_label: "person" },
      { name: "knows", display_name: "knows" },
      { name: "likes", display_name: "likes" },
    ],
    ["name"],
  ],
  [
    "one name twice",
    [
      { name: "knows", display_name: "knows" },
      { name: "knows", display_name: "is acquainted with" },
    ],
    ["name", "knows"],
  ],
  ["is_directed is no boolean", [{ is_directed: "both ways" }], ["is_directed"]],
  ["source_label is a list", [{ is_directed: true, source_label: ["person"] }], ["source_label"]],
  ["misspelt", [{ is_directd: true }], ["is_directd", "is_directed"]],
  ["misspelt", [{ is_directed: true, source_lable: "person" }], ["source_lable", "source_label"]],
  [
    "misspelt",
    [{ name: "knows", display_name: "knows", target_labels: "person" }],
    ["target_labels", "target_label"],
  ],
];

const nerAttachments: readonly Case[] = [
  ["strings instead of objects", ["https://documents.example.com/letter.jpg"], []],
  ["a list of lists", [["https://documents.example.com/letter.jpg"]], []],
];

const features: readonly Case[] = [
  ["strings instead of objects", ["barcode"], []],
  ["no type", [{ label: "barcode" }], ["type"]],
  ["an unknown type", [{ type: "table", label: "items" }], ["type"]],
  ["a flag as the type", [{ type: "line", label: "items" }], ["type"]],
  ["a type in capitals", [{ type: "BLOCK", label: "barcode" }], ["type"]],
  ["a block without label", [{ type: "block" }], ["label"]],
  ["a text without label", [{ type: "text", flags: ["money"] }], ["label"]],
  ["a text with a title instead of a label", [{ type: "text", title: "Total" }], ["label"]],
  ["a group without title", [{ type: "group" }], ["title"]],
  ["a group with a label instead of a title", [{ type: "group", label: "Items" }], ["title"]],
  ["a label that is a list", [{ type: "block", label: ["barcode"] }], ["label"]],
  ["flags as an object", [{ type: "text", label: "total", flags: { money: true } }], ["flags"]],
  ["misspelt", [{ type: "block", label: "barcode", lable: "code" }], ["lable", "label"]],
  ["misspelt", [{ type: "text", label: "total", flag: ["money"] }], ["flag", "flags"]],
  ["misspelt", [{ type: "group", title: "Items", titel: "Posten" }], ["titel", "title"]],
  ["the second is wrong", [{ type: "block", label: "barcode" }, { type: "text" }], ["label"]],
];

export const textTaskInputs: readonly WrongInput[] = [
  ...inputs("CREATE_TEXT_COLLECTION_TASK", "fields", fields),
  ...inputs("CREATE_TEXT_COLLECTION_TASK", "attachments", collectionAttachments),
  ...inputs("CREATE_NAMED_ENTITY_RECOGNITION_TASK", "labels", labels),
  ...inputs("CREATE_NAMED_ENTITY_RECOGNITION_TASK", "relationships", relationships),
  ...inputs("CREATE_NAMED_ENTITY_RECOGNITION_TASK", "attachments", nerAttachments),
  ...inputs("CREATE_DOCUMENT_TRANSCRIPTION_TASK", "features", features),
];
