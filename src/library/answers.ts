import type { Remarks } from "../envelope.ts";
import type { Fields, OneOf, TaskResponse } from "./task-responses.ts";

// What Scale documents of its answers, as types. Optional is what no source says to be always there.

/**
 * An answer of Scale's, with what this server adds. It is open: what is not known of it may still come.
 * With a limit on its size, what is left out stands as a text in its place, whatever its type.
 */
export interface Open extends Fields {
  readonly _scale_mcp?: Remarks;
}

/** The types of tasks that can be created; source: docs.scale.com/reference. */
export type TaskType =
  | "documenttranscription"
  | "imageannotation"
  | "lidarannotation"
  | "lidarsegmentation"
  | "namedentityrecognition"
  | "segmentannotation"
  | "textcollection"
  | "videoannotation"
  | "videoplaybackannotation";

/** Source: scaleapi-python-client, TaskReviewStatus. */
export type ReviewStatus = OneOf<"accepted" | "fixed" | "commented" | "rejected" | "pending">;

/** A check of a finished task; source: docs.scale.com/reference/task-audits-1. */
export interface Audit extends Fields {
  /** An email. */
  readonly audited_by?: string;
  readonly audited_at?: string;
  /** Seconds. */
  readonly audit_time_secs?: number;
  readonly audit_result?: OneOf<"accepted" | "fixed" | "rejected">;
  readonly audit_source?: OneOf<"customer">;
}

/** A page of a document, in the units that its annotations are placed in. */
export interface DocumentPage extends Fields {
  readonly width?: number;
  readonly height?: number;
}

/** Source: scaleapi-ruby, recorded answers; scaleapi-node, Task; scaleapi-python-client, tests. */
export interface Task<Response extends object = TaskResponse> extends Open {
  /** 24 hexadecimal digits. */
  readonly task_id: string;
  readonly type: OneOf<TaskType>;
  readonly status: OneOf<"pending" | "completed" | "canceled" | "error">;
  /** ISO 8601 with milliseconds, as all times are. */
  readonly created_at: string;
  readonly updated_at?: string;
  readonly completed_at?: string;
  readonly instruction?: string;
  /** What the task was created with, by its type. */
  readonly params: Fields;
  /** At most 10 KB; an empty object where there is none. */
  readonly metadata: Fields;
  readonly project?: string;
  /** Which of the project's `param_history` holds for the task; source: scaleapi-node, comments. */
  readonly project_param_version?: number;
  readonly batch?: string;
  /** Absent, not null, where there is none. */
  readonly unique_id?: string;
  /** Absent on a task that was never tagged. */
  readonly tags?: readonly string[];
  /** Higher is worked on first. */
  readonly priority?: number;
  readonly urgency?: string;
  /** True for what a test key made. */
  readonly is_test?: boolean;
  readonly work_started?: boolean;
  /** A URL or an email. */
  readonly callback_url?: string;
  readonly callback_succeeded?: boolean;
  readonly customer_review_status?: ReviewStatus;
  /** In the documented example the latest comes first. */
  readonly audits?: readonly Audit[];
  /** Of a document, in the order of its attachments; source: docs.scale.com/reference/task-document-pages. */
  readonly document_pages?: readonly DocumentPage[];
  /** Of a task that is done, or that failed. */
  readonly response?: Response;
  /** Of a task that an audit fixed: what `response` was before, oldest first; source as of audits. */
  readonly prior_responses?: readonly Response[];
}

/** A page of tasks, newest first; source: scaleapi-ruby, recorded answers; scaleapi-python-client, tasks(). */
export interface TaskList extends Open {
  /** At most 100. */
  readonly docs: readonly Task[];
  readonly has_more: boolean;
  /** For the next page; missing on the last. */
  readonly next_token?: string;
  /** Tasks on all pages. */
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** Source: scaleapi-python-client, BatchStatus. */
export type BatchState = OneOf<"staging" | "in_progress" | "completed">;

/** Source: scaleapi-python-client, batches.py; scaleapi-node, Batch. What `detailed` adds is not documented. */
export interface Batch extends Open {
  readonly name: string;
  readonly project: string;
  readonly status: BatchState;
  readonly created_at: string;
  /** URL or email that is told when the batch is done. */
  readonly callback?: string;
  readonly metadata: Fields;
}

/** A batch's tasks by status. A count of zero is left out. Source: scaleapi-python-client, batch_status(). */
export interface BatchStatus extends Open {
  readonly status: BatchState;
  readonly pending?: number;
  readonly completed?: number;
  readonly canceled?: number;
  readonly error?: number;
}

/** A page of batches, newest first; source: scaleapi-python-client, batches(); scaleapi-node, BatchList. */
export interface BatchList extends Open {
  /** At most 100. */
  readonly docs: readonly Batch[];
  readonly has_more: boolean;
  readonly limit: number;
  readonly offset: number;
  /** Batches on all pages, as the Python client reads it. */
  readonly totalDocs?: number;
  /** The same, as the Node client reads it. */
  readonly total?: number;
}

/** Defaults of a project's tasks, as they were from a time on. */
export interface ProjectParams extends Fields {
  readonly version: number;
  readonly created_at: string;
  readonly instruction?: string;
}

/** Source: scaleapi-python-client, projects.py; scaleapi-node, Project. */
export interface Project extends Open {
  readonly name: string;
  readonly type: OneOf<TaskType>;
  readonly created_at: string;
  /** Oldest first; the last is in force. May be empty. */
  readonly param_history: readonly ProjectParams[];
}

/** All projects: there are no pages. */
export interface ProjectList extends Open {
  readonly projects: readonly Project[];
}

/** A file that was uploaded or imported; source: scaleapi-python-client, files.py and README. */
export interface StoredFile extends Open {
  readonly id: string;
  /** For a task's attachment, `scaledata://…`. */
  readonly attachment_url: string;
  readonly mime_type?: string;
  /** Bytes. */
  readonly size?: number;
  readonly project_names?: readonly string[];
  readonly created_at?: string;
  readonly updated_at?: string;
}

/** Scale documents no answer: `docs` is what others found, a bare list comes under `assets`. */
export interface AssetList extends Open {
  readonly docs?: readonly StoredFile[];
  readonly assets?: readonly StoredFile[];
  readonly has_more?: boolean;
}

/** The names of each active member's projects, by email; source: scaleapi-node, studio. */
export interface Assignments extends Open {
  readonly [email: `${string}@${string}`]: readonly string[];
}

/** A batch of Studio that is pending; source: scaleapi-python-client, studio.py; scaleapi-node, studio Batch. */
export interface StudioBatch extends Fields {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly batchType: OneOf<"Calibration" | "Production">;
  readonly studioPriority?: number;
  /** Tasks. */
  readonly total: number;
  readonly completed?: number;
  /** Of the project's groups, those that work on it. */
  readonly groups: readonly string[];
}

/** In the order in which they are worked on. */
export interface StudioBatchList extends Open {
  readonly batches: readonly StudioBatch[];
}

/** Source: scale.com/docs/api-reference/studio; scaleapi-node, Teammate. */
export interface Teammate extends Fields {
  readonly email: string;
  readonly role: OneOf<"admin" | "labeler" | "manager" | "member">;
  /** Absent until the person has filled in a profile, as are the other names. */
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly isStudioLabeler?: boolean;
  readonly disableRapidEmails?: boolean;
  /** When an invitation ends; only of who was invited. */
  readonly expiry?: string;
}

/** The whole team. Who was just invited may take some seconds to be in it. */
export interface TeammateList extends Open {
  readonly teammates: readonly Teammate[];
}

/** Source: scale.com/docs/api-reference/fixless-audits. */
export interface FeedbackItem extends Fields {
  /** Only errors count for the quality score. */
  readonly type?: OneOf<"error" | "comment" | "confirmation" | "flag">;
  readonly category?: OneOf<"missing" | "extraneous" | "geometry" | "position" | "attribute" | "label">;
}

/** What it holds is documented in words, so that the names of its fields are likely, not certain. Same source. */
export interface FixlessAudit extends Fields {
  readonly id?: string;
  readonly task_id?: string;
  readonly audit_result?: string;
  readonly audited_response_url?: string;
  readonly feedback_items?: readonly FeedbackItem[];
}

/** Whether a list or an object comes is not documented: a bare list comes under `audits`. */
export interface FixlessAuditList extends Open, FixlessAudit {
  readonly audits?: readonly FixlessAudit[];
}

/** Not documented: `docs` as in other pages, a bare list comes under `labelers`. */
export interface LabelerList extends Open {
  readonly docs?: readonly Fields[];
  readonly labelers?: readonly Fields[];
  readonly has_more?: boolean;
  readonly next_token?: string;
}

/** The result itself where it is a JSON object; otherwise what the file is, whose bytes go to `onFile`. */
export interface StoredResult extends Open {
  /** The result where it is JSON of another kind, as the list of a video's or a LiDAR task's frames. */
  readonly value?: unknown;
  readonly content_type?: string;
  /** Bytes. */
  readonly size?: number;
}

/** Not documented: a plain `OK` comes as `message`, and nothing as an empty object. */
export interface Done extends Open {
  readonly message?: string;
}

/** What each tool answers when it is successful, by its documented name. */
export interface Answers {
  readonly SCALE_AI_ADD_STUDIO_ASSIGNMENTS: Assignments;
  readonly SCALE_AI_ADD_TASK_TAGS: Task;
  readonly SCALE_AI_CREATE_BATCH: Batch;
  readonly SCALE_AI_CREATE_DOCUMENT_TRANSCRIPTION_TASK: Task;
  readonly SCALE_AI_CREATE_IMAGE_ANNOTATION_TASK: Task;
  readonly SCALE_AI_CREATE_LIDAR_ANNOTATION_TASK: Task;
  readonly SCALE_AI_CREATE_LIDAR_SEGMENTATION_TASK: Task;
  readonly SCALE_AI_CREATE_NAMED_ENTITY_RECOGNITION_TASK: Task;
  readonly SCALE_AI_CREATE_SEGMENTATION_ANNOTATION_TASK: Task;
  readonly SCALE_AI_CREATE_TEXT_COLLECTION_TASK: Task;
  readonly SCALE_AI_CREATE_VIDEO_ANNOTATION_TASK: Task;
  readonly SCALE_AI_CREATE_VIDEO_PLAYBACK_ANNOTATION_TASK: Task;
  readonly SCALE_AI_DELETE_TASK_TAGS: Task;
  readonly SCALE_AI_DELETE_TASK_UNIQUE_ID: Task;
  readonly SCALE_AI_FINALIZE_BATCH: Batch;
  readonly SCALE_AI_GET_ASSETS: AssetList;
  readonly SCALE_AI_GET_BATCH: Batch;
  readonly SCALE_AI_GET_BATCH_STATUS: BatchStatus;
  readonly SCALE_AI_GET_FIXLESS_AUDITS: FixlessAuditList;
  readonly SCALE_AI_GET_PROJECT: Project;
  readonly SCALE_AI_GET_QUALITY_LABELERS: LabelerList;
  readonly SCALE_AI_GET_STUDIO_ASSIGNMENTS: Assignments;
  readonly SCALE_AI_GET_STUDIO_BATCHES: StudioBatchList;
  readonly SCALE_AI_GET_TASK: Task;
  readonly SCALE_AI_GET_TEAMS: TeammateList;
  readonly SCALE_AI_GET_V1_TASK: Task;
  readonly SCALE_AI_GET_V1_TASK_RESPONSE_URL: StoredResult;
  readonly SCALE_AI_IMPORT_FILE: StoredFile;
  readonly SCALE_AI_INVITE_TEAM_MEMBER: TeammateList;
  readonly SCALE_AI_LIST_BATCHES: BatchList;
  readonly SCALE_AI_LIST_PROJECTS: ProjectList;
  readonly SCALE_AI_LIST_TASKS: TaskList;
  readonly SCALE_AI_POST_V1_TASK_SEND_CALLBACK: Done;
  readonly SCALE_AI_REMOVE_STUDIO_ASSIGNMENTS: Assignments;
  readonly SCALE_AI_RESET_BATCH_PRIORITIES: StudioBatchList;
  readonly SCALE_AI_SET_BATCH_PRIORITIES: StudioBatchList;
  readonly SCALE_AI_SET_PROJECT_ONTOLOGY: Done;
  readonly SCALE_AI_SET_PROJECT_PARAMS: Project;
  readonly SCALE_AI_SET_TASK_METADATA: Task;
  readonly SCALE_AI_UPDATE_TASK_UNIQUE_ID: Task;
  readonly SCALE_AI_UPLOAD_FILE: StoredFile;
}
