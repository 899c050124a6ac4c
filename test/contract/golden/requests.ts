import { batchRequests } from "./requests/batches.ts";
import { fileRequests } from "./requests/files.ts";
import { projectRequests } from "./requests/projects.ts";
import { studioRequests } from "./requests/studio.ts";
import { taskRequests } from "./requests/tasks.ts";
import { createImageRequests } from "./requests/tasks-create-image.ts";
import { createLidarRequests } from "./requests/tasks-create-lidar.ts";
import { createTextRequests } from "./requests/tasks-create-text.ts";
import { createVideoRequests } from "./requests/tasks-create-video.ts";
import { teamAndQualityRequests } from "./requests/team-and-quality.ts";
import type { GoldenRequest } from "./types.ts";

export type { GoldenBody, GoldenRequest } from "./types.ts";

export const goldenRequests: readonly GoldenRequest[] = [
  ...createImageRequests,
  ...createVideoRequests,
  ...createLidarRequests,
  ...createTextRequests,
  ...taskRequests,
  ...batchRequests,
  ...projectRequests,
  ...fileRequests,
  ...studioRequests,
  ...teamAndQualityRequests,
];
