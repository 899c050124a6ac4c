import { attachmentUrls } from "./attachments.ts";
import { compact, type Obj } from "./json.ts";
import type { Task } from "./records.ts";
import { responseOf } from "./responses/index.ts";
import { documentPages } from "./responses/text.ts";
import { iso } from "./times.ts";

/**
 * A task as Scale answers it: what is not set is absent, except for metadata.
 * Source: scaleapi-ruby cassettes; scaleapi-node, types/Task; scaleapi-python-client, tests.
 */
export function taskView(task: Task, apiUrl: string): Obj {
  return compact({
    task_id: task.id,
    created_at: iso(task.createdAt),
    updated_at: iso(task.updatedAt),
    completed_at: task.completedAt === undefined ? undefined : iso(task.completedAt),
    callback_url: task.callbackUrl,
    callback_succeeded: task.callbackSucceeded,
    type: task.type,
    status: task.status,
    instruction: task.instruction,
    params: task.params,
    is_test: true,
    urgency: "standard",
    priority: task.priority,
    metadata: task.metadata,
    project: task.project,
    project_param_version: task.projectParamVersion,
    batch: task.batch,
    unique_id: task.uniqueId,
    tags: task.tags.length === 0 ? undefined : task.tags,
    customer_review_status: task.reviewStatus,
    audits: task.audits.length === 0 ? undefined : task.audits,
    document_pages: documentPages(task),
    response: responseOf(task, apiUrl),
  });
}

/** Source of the fields: scaleapi-python-client, docstring of tasks(). */
export function limitedView(task: Task): Obj {
  return compact({
    task_id: task.id,
    status: task.status,
    metadata: task.metadata,
    project: task.project,
  });
}

/** Adds what stands in for presigned addresses; the key's name is the sandbox's own choice. */
export function withAttachmentUrls(view: Obj, task: Task): Obj {
  const urls = attachmentUrls(task.params).map(
    (_, index) => `https://attachments.example.com/${task.id}/${index}?signature=sandbox`,
  );
  return { ...view, attachment_urls: urls };
}
