import type { GoldenRequest } from "../types.ts";
import { bare, json } from "./build.ts";

export const teamAndQualityRequests: readonly GoldenRequest[] = [
  bare("SCALE_AI_GET_TEAMS", "no parameters", {}, "GET", "/teams"),
  json(
    "SCALE_AI_INVITE_TEAM_MEMBER",
    "two people",
    { emails: ["ada@example.com", "charles@example.com"], team_role: "member" },
    "POST",
    "/teams/invite",
    { emails: ["ada@example.com", "charles@example.com"], team_role: "member" },
  ),
  bare(
    "SCALE_AI_GET_FIXLESS_AUDITS",
    "as little as is allowed: by audit",
    { id: "audit-1" },
    "GET",
    "/audits",
    [["id", "audit-1"]],
  ),
  bare(
    "SCALE_AI_GET_FIXLESS_AUDITS",
    "as little as is allowed: by task",
    { task_id: "5f0000000000000000000001" },
    "GET",
    "/audits",
    [["task_id", "5f0000000000000000000001"]],
  ),
  bare(
    "SCALE_AI_GET_FIXLESS_AUDITS",
    "both",
    { id: "a b/ç?#%", task_id: "5f0000000000000000000001" },
    "GET",
    "/audits",
    [
      ["id", "a b/ç?#%"],
      ["task_id", "5f0000000000000000000001"],
    ],
  ),
  bare(
    "SCALE_AI_GET_QUALITY_LABELERS",
    "as little as is allowed: by labeler",
    { labeler_emails: ["ada@example.com"] },
    "GET",
    "/quality/labelers",
    [["labeler_emails", "ada@example.com"]],
  ),
  bare(
    "SCALE_AI_GET_QUALITY_LABELERS",
    "every parameter; lists repeat their key",
    {
      limit: 25,
      next_token: "t+/=",
      labeler_emails: ["ada+x@example.com", "charles@example.com"],
      quality_task_ids: ["5f0000000000000000000002", "5f0000000000000000000003"],
    },
    "GET",
    "/quality/labelers",
    [
      ["limit", "25"],
      ["next_token", "t+/="],
      ["labeler_emails", "ada+x@example.com"],
      ["labeler_emails", "charles@example.com"],
      ["quality_task_ids", "5f0000000000000000000002"],
      ["quality_task_ids", "5f0000000000000000000003"],
    ],
  ),
];
