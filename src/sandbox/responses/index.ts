import { attachmentUrls, brokenAttachments } from "../attachments.ts";
import type { Obj } from "../json.ts";
import { strings } from "../json.ts";
import type { Task } from "../records.ts";
import { annotations } from "./shapes.ts";
import { labelMapping, storedUuid } from "./stored.ts";
import { collectedText, namedEntities, transcription } from "./text.ts";

/**
 * The result of a task, made from the task itself: the same task always has the same result.
 * It is made when asked for, so that finishing a hundred thousand tasks costs nothing.
 */
export function responseOf(task: Task, apiUrl: string): Obj | undefined {
  if (task.status === "error") return task.response ?? failure(task);
  if (task.status !== "completed") return undefined;
  if (task.response !== undefined) return task.response;
  const url = (name: string) => `${apiUrl}/task/${task.id}/response_url/${storedUuid(task, name)}`;
  switch (task.type) {
    case "imageannotation":
      return { annotations: annotations(task) };
    case "segmentannotation":
      return {
        annotations: { unlabeled: url("unlabeled"), labeled: url("labeled"), combined: url("combined") },
        labelMapping: labelMapping(task),
      };
    case "videoannotation":
    case "videoplaybackannotation":
      return { annotations: { url: url("annotations") }, ...events(task) };
    case "lidarannotation":
    case "lidarsegmentation":
      return { annotations: { url: url("annotations") } };
    case "namedentityrecognition":
      return namedEntities(task);
    case "textcollection":
      return collectedText(task);
    case "documenttranscription":
      return transcription(task);
  }
}

function events(task: Task): Obj {
  const labels = strings(task.params.events_to_annotate);
  if (labels.length === 0) return {};
  return { events: labels.map((label, index) => ({ label, start: index, end: index + 1 })) };
}

/** Source of the shapes: docs.scale.com/reference/errors (attachments; frames for lidar). */
function failure(task: Task): Obj {
  const broken = brokenAttachments(task.params);
  const attachments = broken.map((url) => ({ statusCode: 404, url }));
  const error = "One or more attachments could not be downloaded.";
  if (!task.type.startsWith("lidar")) return { error, attachments };
  const all = attachmentUrls(task.params);
  const frames = broken.map((attachment) => ({
    frame: all.indexOf(attachment),
    message: "The frame could not be downloaded.",
    attachment,
  }));
  return { error, attachments, frames };
}
