import {
  err,
  ok,
  type ErrorDetails,
  type InfraError,
  type Result,
  type StandardSchemaIssue,
  type StandardSchemaResult,
  type StandardSchemaV1,
} from '@infra/core';

/** A schema per name, where there is one. */
export type Schemas = ReadonlyMap<string, StandardSchemaV1>;

/** The schemas of an option, which may leave some out. */
export function schemasOf(given: object | undefined): Schemas {
  const entries = Object.entries((given ?? {}) as Readonly<Record<string, StandardSchemaV1 | undefined>>);
  return new Map(entries.filter((entry): entry is [string, StandardSchemaV1] => entry[1] !== undefined));
}

export interface Judgement {
  /** What is judged: `payload`, `data`. */
  readonly noun: string;
  /** Whose: the name of a job, the type of an event. */
  readonly name: string;
  invalid(problem: string, details?: ErrorDetails): InfraError;
}

/** The value as its schema outputs it, or what is wrong with it and where. Only an asynchronous schema makes it a promise. */
export function validate(
  schema: StandardSchemaV1,
  value: unknown,
  judgement: Judgement,
): Result<unknown> | Promise<Result<unknown>> {
  const judge = (judged: StandardSchemaResult<unknown>): Result<unknown> =>
    judged.issues === undefined ? ok(judged.value) : err(refused(judged.issues, judgement));
  const broken = (cause: unknown): Result<unknown> => {
    const reason = cause instanceof Error ? cause.message : typeof cause;
    return err(judgement.invalid(`The schema of ${judgement.name} threw: ${reason}.`));
  };
  try {
    const judged = schema['~standard'].validate(value);
    return judged instanceof Promise ? judged.then(judge, broken) : judge(judged);
  } catch (cause) {
    return broken(cause);
  }
}

function refused(found: readonly StandardSchemaIssue[], { noun, name, invalid }: Judgement): InfraError {
  const issues = found.map(({ path, message }) => ({ path: pathOf(path), message }));
  const told = issues.map(({ path, message }) => `${noun}${path}: ${message}`).join('; ');
  return invalid(`The ${noun} of ${name} is refused: ${told}.`, { issues });
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
