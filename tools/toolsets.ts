/** The groups that tools are offered in. */
export const toolsets = ["tasks", "batches", "projects", "files", "studio", "team", "quality"] as const;
export type Toolset = (typeof toolsets)[number];
