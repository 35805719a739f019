import {
  err,
  ok,
  type InfraError,
  type Result,
  type StandardSchemaIssue,
  type StandardSchemaResult,
  type StandardSchemaV1,
} from '@infra/core';
import type { QueueErrors } from './errors.js';

/** A schema per job name, where there is one. */
export type Schemas = ReadonlyMap<string, StandardSchemaV1>;

/** The payload as its schema outputs it, or what is wrong with it and where. Only an asynchronous schema makes it a promise. */
export function validatePayload(
  schema: StandardSchemaV1 | undefined,
  name: string,
  payload: unknown,
  operation: string,
  errors: QueueErrors,
): Result<unknown> | Promise<Result<unknown>> {
  if (schema === undefined) return ok(payload);
  const judge = (judged: StandardSchemaResult<unknown>): Result<unknown> =>
    judged.issues === undefined ? ok(judged.value) : err(refused(judged.issues, name, operation, errors));
  const broken = (cause: unknown): Result<unknown> =>
    err(
      errors.invalid(
        operation,
        `The schema of ${name} threw: ${cause instanceof Error ? cause.message : typeof cause}.`,
      ),
    );
  try {
    const judged = schema['~standard'].validate(payload);
    return judged instanceof Promise ? judged.then(judge, broken) : judge(judged);
  } catch (cause) {
    return broken(cause);
  }
}

function refused(
  found: readonly StandardSchemaIssue[],
  name: string,
  operation: string,
  errors: QueueErrors,
): InfraError {
  const issues = found.map(({ path, message }) => ({ path: pathOf(path), message }));
  const told = issues.map(({ path, message }) => `payload${path}: ${message}`).join('; ');
  return errors.invalid(operation, `The payload of ${name} is refused: ${told}.`, { issues });
}

/** `.items[0].sku`, as one would write it in code. */
function pathOf(path: StandardSchemaIssue['path']): string {
  return (path ?? [])
    .map((part) => (typeof part === 'object' ? part.key : part))
    .map((key) => {
      if (typeof key === 'number') return `[${String(key)}]`;
      const text = String(key);
      return /^[A-Za-z_$][\w$]*$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
    })
    .join('');
}
