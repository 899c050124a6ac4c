/**
 * An error as Scale answers it: `{ status_code, error }`.
 * Source: docs.scale.com/reference/errors.
 */
export class ScaleError extends Error {
  override readonly name = "ScaleError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  toResponse(): Response {
    return Response.json({ status_code: this.status, error: this.message }, { status: this.status });
  }
}

export const badRequest = (message: string) => new ScaleError(400, message);

/** Source of the sentence's form: docs.scale.com/reference/errors. */
export const invalid = (reason: string) => badRequest(`Parameter is invalid, reason: ${reason}`);

export const unauthorized = (message: string) => new ScaleError(401, message);

export const notFound = (message: string) => new ScaleError(404, message);

/** Source of the sentence: a recorded answer in scaleapi-ruby, spec/cassettes. */
export const taskNotFound = () => notFound("Task with that ID not found.");

export const projectNotFound = (name: string) => notFound(`Project with name "${name}" not found.`);

export const batchNotFound = (name: string) => notFound(`Batch with name "${name}" not found.`);

export const conflict = (message: string) => new ScaleError(409, message);

/** Source of the sentence: docs.scale.com/reference/idempotent-requests. */
export const usedByTask = (kind: string, value: string, taskId: string) =>
  conflict(`The ${kind} ("${value}") is already used for a different task (${taskId}).`);

/** Source of the status: docs.scale.com/reference/errors (402: task type not enabled). */
export const notEnabled = (type: string) =>
  new ScaleError(402, `The task type "${type}" is not enabled for this account.`);

export const tooLarge = (limit: number) =>
  new ScaleError(413, `The request body is larger than ${limit} bytes.`);
