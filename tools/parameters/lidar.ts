import { attachmentUrl } from "./common.ts";
import { listOf } from "./many.ts";

/** Labels of a LiDAR annotation task; source: docs.scale.com/reference, lidar. */
export const mostLabels = 50;

/** Frame files in the order of time. */
export const frames = () => listOf(attachmentUrl()).min(1).describe("Frame file URLs in time order.");
