import type { OutboxFailure, OutboxMessage } from '@infra/core';
import { duration } from '@internal/handler-rules';
import { nameProblem, type NameKind } from '@internal/names';

/** Why a database cannot have this name; undefined when it can. */
export function storedNameProblem(kind: NameKind, name: unknown): string | undefined {
  const hasNul = typeof name === 'string' && !isStorable(name);
  return nameProblem(kind, name) ?? (hasNul ? `The ${kind} has a NUL character.` : undefined);
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Why there is no such message; undefined when there is. What its data may be the driver knows. */
export function messageProblem(message: OutboxMessage): string | undefined {
  if (!isRecord(message)) return 'A message must be an object.';
  const { id, type, key, subject, time, context } = message;
  return (
    storedNameProblem('message id', id) ??
    storedNameProblem('message type', type) ??
    (key === undefined ? undefined : storedNameProblem('message key', key)) ??
    (subject === undefined || (typeof subject === 'string' && subject !== '' && isStorable(subject))
      ? undefined
      : 'subject must be a text that is not empty, well-formed, and without a NUL character.') ??
    (time instanceof Date && !Number.isNaN(time.getTime()) ? undefined : 'time must be a valid Date.') ??
    (isRecord(context) && Object.values(context).every((value) => typeof value === 'string')
      ? undefined
      : 'context must be an object whose values are texts.')
  );
}

export function failureProblem(failure: OutboxFailure): string | undefined {
  if (!isRecord(failure)) return 'A failure must be an object.';
  const { id, error, retryInMs } = failure;
  if (!isRecord(error)) return 'error must be what InfraError.toJSON() gives.';
  if (retryInMs === 'never') return nameProblem('message id', id);
  if (typeof retryInMs !== 'number') return "retryInMs must be a number of milliseconds, or 'never'.";
  return nameProblem('message id', id) ?? duration('retryInMs', retryInMs, 0);
}

/** The first problem in a list, with its place. */
export function listProblem<T>(
  name: string,
  list: readonly T[],
  problemOf: (item: T) => string | undefined,
): string | undefined {
  const isList: boolean = Array.isArray(list);
  if (!isList) return `${name} must be an array.`;
  for (const [index, item] of list.entries()) {
    const problem = problemOf(item);
    if (problem !== undefined) return `${name}[${String(index)}]: ${problem}`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
