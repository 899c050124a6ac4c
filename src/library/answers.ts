import type { TaskResponse } from "./task-responses.ts";

// What Scale documents of its answers, as types. They are open: a field that is not here may still come.

/** One of the known texts, or another that came later. */
export type OneOf<Known extends string> = Known | (string & Record<never, never>);

/** An answer of Scale's, with what this server adds. */
export interface Open {
  /** Warnings, what was omitted for size, and the kind of key that a write was made with. */
  readonly _scale_mcp?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
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

/** A check of a finished task by the customer; source: scaleapi-python-client, Task. */
export interface Audit extends Open {
  readonly audited_by?: string;
  readonly audited_at?: string;
  /** Seconds. */
  readonly audit_time_secs?: number;
  readonly audit_result?: OneOf<"accepted" | "fixed" | "commented" | "rejected">;
}

/** Source: scaleapi-ruby, recorded answers; scaleapi-node, types/Task; scaleapi-python-client, tests. */
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
  readonly params?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly project?: string;
  readonly project_param_version?: number;
  readonly batch?: string;
  /** Absent, not null, where there is none. */
  readonly unique_id?: string;
  /** Absent on a task that was never tagged. */
  readonly tags?: readonly string[];
  readonly priority?: number;
  readonly urgency?: string;
  readonly is_test?: boolean;
  readonly work_started?: boolean;
  readonly callback_url?: string;
  readonly callback_succeeded?: boolean;
  readonly customer_review_status?: OneOf<"accepted" | "fixed" | "commented" | "rejected">;
  readonly audits?: readonly Audit[];
  /** Of a task that is done, or that failed. */
  readonly response?: Response;
}

/** A page of tasks, newest first; source: scaleapi-python-client, tasks(). */
export interface TaskList extends Open {
  readonly docs: readonly Task[];
  readonly has_more?: boolean;
  /** Missing on the last page. */
  readonly next_token?: string;
  readonly total?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** How many tasks of a batch are in each status; a count of zero is left out. Source: scaleapi-python-client, batches.py. */
export interface TaskCounts {
  readonly pending?: number;
  readonly completed?: number;
  readonly canceled?: number;
  readonly error?: number;
}

type BatchState = OneOf<"staging" | "in_progress" | "completed">;

/** Source: scaleapi-python-client, batches.py; scaleapi-node, Batch. The counts come with `detailed`. */
export interface Batch extends Open, TaskCounts {
  readonly name: string;
  readonly project: string;
  readonly status: BatchState;
  readonly created_at: string;
  /** URL or email that is told when the batch is done. */
  readonly callback?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface BatchStatus extends Open, TaskCounts {
  readonly status: BatchState;
}

/** A page of batches. Scale's clients disagree on the name of the total. */
export interface BatchList extends Open {
  readonly docs: readonly Batch[];
  readonly has_more?: boolean;
  readonly totalDocs?: number;
  readonly total?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** Defaults of a project's tasks, as they were from a time on. */
export interface ProjectParams extends Open {
  readonly version: number;
  readonly created_at: string;
  readonly instruction?: string;
}

/** Source: scaleapi-python-client, projects.py; scaleapi-node, Project. */
export interface Project extends Open {
  readonly name: string;
  readonly type: OneOf<TaskType>;
  readonly created_at: string;
  /** Oldest first; the last is in force. */
  readonly param_history?: readonly ProjectParams[];
  readonly id?: string;
  readonly archived?: boolean;
}

export interface ProjectList extends Open {
  readonly projects: readonly Project[];
}

/** A file that was uploaded or imported; source: scaleapi-python-client, README. */
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
  readonly display_name?: string;
  readonly reference_id?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Scale documents no answer: `docs` is what others found, a bare list comes under `assets`. */
export interface AssetList extends Open {
  readonly docs?: readonly StoredFile[];
  readonly assets?: readonly StoredFile[];
  readonly has_more?: boolean;
}

/** Each member's projects, by email; source: scaleapi-node, studio. What this server adds stands beside them. */
export type Assignments = Open;

/** A batch of Studio that is pending; source: scaleapi-python-client, studio.py; scaleapi-node, studio Batch. */
export interface StudioBatch extends Open {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly batchType?: OneOf<"Calibration" | "Production">;
  readonly studioPriority?: number;
  /** Tasks. */
  readonly total?: number;
  readonly completed?: number;
  readonly groups?: readonly unknown[];
}

/** In the order in which they are worked on. */
export interface StudioBatchList extends Open {
  readonly batches: readonly StudioBatch[];
}

/** Source: docs.scale.com/reference, teams; scaleapi-node, Teammate. */
export interface Teammate extends Open {
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

export interface TeammateList extends Open {
  readonly teammates: readonly Teammate[];
}

/** An audit with what is to be mended; its form is documented in words only. */
export interface FixlessAudit extends Open {
  readonly id?: string;
  readonly task_id?: string;
  readonly audit_result?: string;
  readonly audited_response_url?: string;
  readonly feedback_items?: readonly Readonly<Record<string, unknown>>[];
}

/** Whether a list or an object comes is not documented: a bare list comes under `audits`. */
export interface FixlessAuditList extends Open, FixlessAudit {
  readonly audits?: readonly FixlessAudit[];
}

/** Not documented: `docs` as in other pages, a bare list comes under `labelers`. */
export interface LabelerList extends Open {
  readonly docs?: readonly Readonly<Record<string, unknown>>[];
  readonly labelers?: readonly Readonly<Record<string, unknown>>[];
  readonly has_more?: boolean;
  readonly next_token?: string;
}

/** The result itself where it is JSON, or what the file is, whose bytes go to `onFile`. */
export interface StoredResult extends Open {
  readonly content_type?: string;
  /** Bytes. */
  readonly size?: number;
}

/** Not documented; a plain `OK` comes as `message`. */
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
