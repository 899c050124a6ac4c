import type { ValidInput } from "../types.ts";

const task_id = "5f0000000000000000000001";

const valid = (name: string, note: string, args: Record<string, unknown>): ValidInput => ({
  tool: `SCALE_AI_${name}`,
  note,
  args,
});

export const validOtherInputs: readonly ValidInput[] = [
  valid("GET_TASK", "what the Python client's test asks for to see a 404", { task_id: "no_such_id_qwerty" }),
  valid("GET_TASK", "three dots are no dot segment", { task_id: "..." }),
  valid("GET_V1_TASK", "an id in capitals", { task_id: "30553EDD0B6A93F8F05F0FEE" }),
  valid("GET_PROJECT", "a name with spaces around", { name: " streets " }),
  valid("GET_BATCH", "a name of one emoji, a pair of surrogates", { batch_name: "🐄" }),
  valid("UPDATE_TASK_UNIQUE_ID", "the Python client's test", {
    task_id,
    unique_id: "0b1e9f0e-8a3d-4a55-9d0d-0c4f2bb7e1aa",
  }),
  valid("SET_TASK_METADATA", "the Python client's test", {
    task_id,
    metadata: { fromTaskKey: "fromTaskValue" },
  }),
  valid("SET_TASK_METADATA", "exactly 10 KB", { task_id, metadata: { k: "x".repeat(10_232) } }),
  valid("ADD_TASK_TAGS", "the Python client's test", { tags: ["tag1", "tag2", "tag3"], task_id }),
  valid("ADD_TASK_TAGS", "five at once", { tags: ["1", "2", "3", "4", "5"], task_id }),
  valid("DELETE_TASK_TAGS", "the Python client's test", { tags: ["tag1", "tag2"], task_id }),
  valid("DELETE_TASK_TAGS", "absent tags are ignored, so six are no fault", {
    tags: ["a", "b", "c", "d", "e", "f"],
    task_id,
  }),
  valid("LIST_TASKS", "three tasks", { limit: "3" }),
  valid("LIST_TASKS", "the most on one page", { limit: "100" }),
  valid("LIST_TASKS", "the README's filter, dates alone", {
    status: ["completed"],
    project: "My Project",
    start_time: "2020-09-08",
    completed_before: "2021-04-01",
    customer_review_status: ["accepted"],
  }),
  valid("LIST_TASKS", "a batch alone", { batch: "test_batch" }),
  valid("LIST_TASKS", "a moment without a zone and with microseconds, as the Python client's test has it", {
    end_time: "2024-06-01T10:00:00.654321",
    start_time: "2024-06-01T10:00:00.123456",
  }),
  valid("LIST_TASKS", "from and to the same moment", {
    end_time: "2024-06-01T10:00:00Z",
    start_time: "2024-06-01T10:00:00Z",
  }),
  valid("LIST_TASKS", "in order, though not by the letters", {
    end_time: "2024-01-01T00:00:00Z",
    start_time: "2024-01-01T01:00:00+02:00",
  }),
  valid("LIST_TASKS", "the day of a leap year", { updated_after: "2024-02-29" }),
  valid("LIST_TASKS", "a space between date and time", { updated_after: "2024-02-28 10:00:00" }),
  valid("LIST_TASKS", "every status", { status: ["completed", "pending", "canceled", "error"] }),
  valid("LIST_TASKS", "a filter may have more tags than a task", { tags: ["a", "b", "c", "d", "e", "f"] }),
  valid("LIST_TASKS", "many unique ids", {
    unique_id: Array.from({ length: 60 }, (_, index) => `street-${index}`),
  }),
  valid("CREATE_BATCH", "the Python client's test without its metadata", {
    name: "3f0d9a52-5a4b-4c39-a6a0-1d7f0b6cf1fe",
    project: "python-sdk",
    callback: "http://hooks.example.com/callback",
  }),
  valid("CREATE_BATCH", "flags said to be off", {
    name: "b1",
    project: "streets",
    self_label_batch: false,
    calibration_batch: false,
  }),
  valid("LIST_BATCHES", "the README's filter", { status: "completed", start_time: "2020-09-08" }),
  valid("LIST_BATCHES", "one of a project", { limit: 1, project: "python-sdk" }),
  valid("LIST_BATCHES", "far on", { limit: 100, offset: 100_000 }),
  valid("SET_PROJECT_PARAMS", "the README's call", {
    name: "test_project",
    patch: false,
    instruction: "Label everything that moves.",
  }),
  valid("SET_PROJECT_PARAMS", "only params, whatever they hold", {
    name: "streets",
    params: { geometries: { box: {} }, something_new: [1, { a: null }] },
  }),
  valid("SET_PROJECT_ONTOLOGY", "entries that differ by their case only", {
    ontology: ["car", "Car", "CAR"],
    project_name: "streets",
  }),
  valid("IMPORT_FILE", "the Python client's test", {
    file_url: "https://images.example.com/sample.png",
    project_name: "python-sdk",
  }),
  valid("UPLOAD_FILE", "with a project", {
    file: { name: "hello.txt", mimetype: "text/plain", content_base64: "cGxhaW4K" },
    project_name: "python-sdk",
  }),
  valid("GET_ASSETS", "a filter that is no JSON", { project: "streets", metadata: "lot:7" }),
  valid("ADD_STUDIO_ASSIGNMENTS", "the Python client's test", {
    emails: ["ada+sdk_test_1a2b@example.com"],
    projects: ["vfps"],
  }),
  valid("REMOVE_STUDIO_ASSIGNMENTS", "the Python client's test", {
    emails: ["ada+sdk_test_1a2b@example.com"],
    projects: ["vfps"],
  }),
  valid("SET_BATCH_PRIORITIES", "the batches of GET_STUDIO_BATCHES, sent back in another order", {
    batches: [
      {
        id: "5f0000000000000000000011",
        name: "b2",
        projectId: "5f0000000000000000000021",
        projectName: "streets",
        batchType: "Production",
        studioPriority: 2,
        total: 10,
        completed: 4,
        groups: [],
      },
      {
        id: "5f0000000000000000000012",
        name: "b1",
        projectId: "5f0000000000000000000021",
        projectName: "streets",
        batchType: "Calibration",
        total: 3,
        completed: 0,
        groups: ["night shift"],
      },
    ],
  }),
  valid("INVITE_TEAM_MEMBER", "a labeler, for Studio", { emails: ["ada@example.com"], team_role: "labeler" }),
  valid("INVITE_TEAM_MEMBER", "a manager; an address of a deep domain", {
    emails: ["Ada.Lovelace-1@labels.analytical-engine.example.co.uk"],
    team_role: "manager",
  }),
  valid("GET_FIXLESS_AUDITS", "by task", { task_id }),
  valid("GET_QUALITY_LABELERS", "by quality task", { quality_task_ids: [task_id], limit: 1 }),
];
