import { attachmentUrls, brokenAttachments } from "../attachments.ts";
import type { Obj } from "../json.ts";
import type { Task } from "../records.ts";
import { annotations } from "./shapes.ts";
import { byLabel, labeledName, labelMapping, storedUuid } from "./stored.ts";
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
        annotations: {
          combined: {
            image: url("combined"),
            indexedImage: url("indexed"),
            extendedIndexedImage: url("extended"),
          },
          labeled: byLabel(task, (label) => url(labeledName(label))),
          unlabeled: url("unlabeled"),
        },
        labelMapping: labelMapping(task),
      };
    case "videoplaybackannotation":
      return { annotations: { url: url("annotations") }, events: { url: url("events") } };
    case "videoannotation":
    case "lidarannotation":
      return { annotations: { url: url("annotations") } };
    case "lidarsegmentation":
      return { point_segmentations: { url: url("annotations") } };
    case "namedentityrecognition":
      return namedEntities(task);
    case "textcollection":
      return collectedText(task);
    case "documenttranscription":
      return transcription(task);
  }
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
