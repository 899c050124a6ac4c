import { batchInputs, projectInputs } from "./batches-and-projects.ts";
import type { WrongInput } from "./build.ts";
import { everyToolInputs } from "./every-tool.ts";
import { fileInputs, studioInputs, teamAndQualityInputs } from "./files-and-people.ts";
import { pathInputs } from "./paths.ts";
import { taskInputs } from "./tasks.ts";
import { attributeInputs } from "./tasks-attributes.ts";
import { geometryInputs } from "./tasks-geometries.ts";
import { textTaskInputs } from "./tasks-text.ts";
import { taskValueInputs } from "./tasks-values.ts";

export type { WrongInput } from "./build.ts";

export const wrongInputs: readonly WrongInput[] = [
  ...everyToolInputs,
  ...pathInputs,
  ...taskValueInputs,
  ...geometryInputs,
  ...attributeInputs,
  ...textTaskInputs,
  ...taskInputs,
  ...batchInputs,
  ...projectInputs,
  ...fileInputs,
  ...studioInputs,
  ...teamAndQualityInputs,
];
