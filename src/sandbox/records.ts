import type { Obj } from "./json.ts";

/** The nine task types that the sandbox works on. */
export const TASK_TYPES = [
  "documenttranscription",
  "imageannotation",
  "lidarannotation",
  "lidarsegmentation",
  "namedentityrecognition",
  "segmentannotation",
  "textcollection",
  "videoannotation",
  "videoplaybackannotation",
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** Types that Scale has and the sandbox does not work on. Source: scaleapi-python-client, tasks.py. */
export const OTHER_TASK_TYPES: ReadonlySet<string> = new Set([
  "annotation",
  "categorization",
  "chat",
  "chatexperimental",
  "chatlite",
  "comparison",
  "cuboidannotation",
  "datacollection",
  "documentmodel",
  "federal2dvideoannotation",
  "laneannotation",
  "lidarlinking",
  "lidartopdown",
  "lineannotation",
  "multichat",
  "multistage",
  "pointannotation",
  "polygonannotation",
  "sensorfusion",
  "transcription",
  "videoboxannotation",
  "videocuboidannotation",
]);

export function isTaskType(value: unknown): value is TaskType {
  return TASK_TYPES.some((type) => type === value);
}

export const TASK_STATUSES = ["pending", "completed", "canceled", "error"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const REVIEW_STATUSES = ["accepted", "fixed", "commented", "rejected", "pending"] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export const BATCH_STATUSES = ["staging", "in_progress", "completed"] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

export const ROLES = ["admin", "manager", "member", "labeler"] as const;
export type Role = (typeof ROLES)[number];

export interface Task {
  readonly seq: number;
  readonly id: string;
  readonly type: TaskType;
  readonly createdAt: number;
  readonly project?: string | undefined;
  readonly batch?: string | undefined;
  readonly instruction?: string | undefined;
  readonly callbackUrl?: string | undefined;
  readonly priority?: number | undefined;
  readonly params: Obj;
  readonly projectParamVersion?: number | undefined;
  readonly clearUniqueIdOnError: boolean;
  readonly audits: readonly Obj[];
  /** The result as the world gives it; otherwise it is made from the task when asked for. */
  readonly response?: Obj | undefined;
  // What lists find a task by changes only through the store, which keeps indexes of it.
  readonly status: TaskStatus;
  readonly updatedAt: number;
  readonly completedAt?: number | undefined;
  readonly reviewStatus?: ReviewStatus | undefined;
  readonly uniqueId?: string | undefined;
  readonly tags: readonly string[];
  dueAt?: number | undefined;
  metadata: Obj;
  callbackSucceeded?: boolean | undefined;
}

/** What befalls a task. */
export type TaskChange = Partial<
  Pick<Task, "status" | "updatedAt" | "completedAt" | "reviewStatus" | "audits">
>;

/** What a caller of Store.addTask gives; the store knows the rest. */
export type NewTask = Omit<
  Task,
  "seq" | "id" | "createdAt" | "updatedAt" | "status" | "audits" | "tags" | "metadata"
> &
  Partial<Pick<Task, "id" | "createdAt" | "updatedAt" | "status" | "audits" | "tags" | "metadata">>;

export interface Batch {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly createdAt: number;
  readonly callback?: string | undefined;
  readonly calibration: boolean;
  readonly selfLabel: boolean;
  readonly archived: boolean;
  readonly counts: Record<TaskStatus, number>;
  metadata: Obj;
  staging: boolean;
  completedAt?: number | undefined;
  priority?: number | undefined;
  groups: string[];
}

export interface ProjectVersion {
  readonly version: number;
  readonly createdAt: number;
  readonly params: Obj;
}

export interface Ontology {
  readonly version: number;
  readonly createdAt: number;
  readonly name?: string | undefined;
  readonly choices: unknown[];
}

/** Rapid and Studio projects stage their batches; Enterprise projects do not. */
export type ProjectKind = "enterprise" | "rapid" | "studio";

export interface ProjectGroup {
  readonly id: string;
  readonly name: string;
  emails: string[];
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly kind: ProjectKind;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly versions: ProjectVersion[];
  readonly ontologies: Ontology[];
  readonly groups: Map<string, ProjectGroup>;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  readonly sha256: string;
  readonly projects: string[];
  readonly createdAt: number;
  readonly attachmentUrl: string;
  readonly displayName?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly metadata?: Obj | undefined;
}

export interface Teammate {
  readonly email: string;
  role: Role;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly company?: string | undefined;
  readonly disableRapidEmails: boolean;
  readonly disabled: boolean;
  /** Set while an invitation is open. */
  readonly expiry?: string | undefined;
}

export interface Audit {
  readonly id: string;
  readonly taskId: string;
  readonly createdAt: number;
  readonly body: Obj;
}

export interface TrainingAttempt {
  readonly id: string;
  readonly qualityTaskId: string;
  readonly labelerEmail: string;
  readonly createdAt: number;
  readonly body: Obj;
}
