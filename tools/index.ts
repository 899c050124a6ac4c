import { createBatch } from "./batches/create-batch.ts";
import { finalizeBatch } from "./batches/finalize-batch.ts";
import { getBatch } from "./batches/get-batch.ts";
import { getBatchStatus } from "./batches/get-batch-status.ts";
import { listBatches } from "./batches/list-batches.ts";
import type { Tool } from "./define.ts";
import { getAssets } from "./files/get-assets.ts";
import { importFile } from "./files/import-file.ts";
import { uploadFile } from "./files/upload-file.ts";
import { getProject } from "./projects/get-project.ts";
import { listProjects } from "./projects/list-projects.ts";
import { setProjectOntology } from "./projects/set-project-ontology.ts";
import { setProjectParams } from "./projects/set-project-params.ts";
import { getFixlessAudits } from "./quality/get-fixless-audits.ts";
import { getQualityLabelers } from "./quality/get-quality-labelers.ts";
import { addStudioAssignments } from "./studio/add-studio-assignments.ts";
import { getStudioAssignments } from "./studio/get-studio-assignments.ts";
import { getStudioBatches } from "./studio/get-studio-batches.ts";
import { removeStudioAssignments } from "./studio/remove-studio-assignments.ts";
import { resetBatchPriorities } from "./studio/reset-batch-priorities.ts";
import { setBatchPriorities } from "./studio/set-batch-priorities.ts";
import { addTaskTags } from "./tasks/add-task-tags.ts";
import { createDocumentTranscriptionTask } from "./tasks/create-document-transcription-task.ts";
import { createImageAnnotationTask } from "./tasks/create-image-annotation-task.ts";
import { createLidarAnnotationTask } from "./tasks/create-lidar-annotation-task.ts";
import { createLidarSegmentationTask } from "./tasks/create-lidar-segmentation-task.ts";
import { createNamedEntityRecognitionTask } from "./tasks/create-named-entity-recognition-task.ts";
import { createSegmentationAnnotationTask } from "./tasks/create-segmentation-annotation-task.ts";
import { createTextCollectionTask } from "./tasks/create-text-collection-task.ts";
import { createVideoAnnotationTask } from "./tasks/create-video-annotation-task.ts";
import { createVideoPlaybackAnnotationTask } from "./tasks/create-video-playback-annotation-task.ts";
import { deleteTaskTags } from "./tasks/delete-task-tags.ts";
import { deleteTaskUniqueId } from "./tasks/delete-task-unique-id.ts";
import { getTask } from "./tasks/get-task.ts";
import { getV1Task } from "./tasks/get-v1-task.ts";
import { getV1TaskResponseUrl } from "./tasks/get-v1-task-response-url.ts";
import { listTasks } from "./tasks/list-tasks.ts";
import { postV1TaskSendCallback } from "./tasks/post-v1-task-send-callback.ts";
import { setTaskMetadata } from "./tasks/set-task-metadata.ts";
import { updateTaskUniqueId } from "./tasks/update-task-unique-id.ts";
import { getTeams } from "./team/get-teams.ts";
import { inviteTeamMember } from "./team/invite-team-member.ts";

/** The 41 tools, in the order of the documented catalogue. */
export const tools: readonly Tool[] = [
  addStudioAssignments,
  addTaskTags,
  createBatch,
  createDocumentTranscriptionTask,
  createImageAnnotationTask,
  createLidarAnnotationTask,
  createLidarSegmentationTask,
  createNamedEntityRecognitionTask,
  createSegmentationAnnotationTask,
  createTextCollectionTask,
  createVideoAnnotationTask,
  createVideoPlaybackAnnotationTask,
  deleteTaskTags,
  deleteTaskUniqueId,
  finalizeBatch,
  getAssets,
  getBatch,
  getBatchStatus,
  getFixlessAudits,
  getProject,
  getQualityLabelers,
  getStudioAssignments,
  getStudioBatches,
  getTask,
  getTeams,
  getV1Task,
  getV1TaskResponseUrl,
  importFile,
  inviteTeamMember,
  listBatches,
  listProjects,
  listTasks,
  postV1TaskSendCallback,
  removeStudioAssignments,
  resetBatchPriorities,
  setBatchPriorities,
  setProjectOntology,
  setProjectParams,
  setTaskMetadata,
  updateTaskUniqueId,
  uploadFile,
];
