import { err, InfraError, ok, type AsyncResult, type Result } from '@infra/core';
import { errors } from './errors.js';
import type { AnyQueue, ByQueue, Numbers, Readings, Totals } from './queues.js';

/** A queue and the name by which this program knows it. */
export type Named = readonly [name: string, queue: AnyQueue];

export type Answer<T> = readonly [name: string, result: Result<T>];

/** Asks queues, at most `parallel` at a time. A queue that throws, which none should, has failed like any other. */
export async function ask<T>(
  queues: readonly Named[],
  parallel: number,
  work: (queue: AnyQueue, name: string) => AsyncResult<T>,
): Promise<readonly Answer<T>[]> {
  const answers: Answer<T>[] = new Array<Answer<T>>(queues.length);
  // One iterator for all who ask: each takes the next.
  const left = queues.entries();
  const askOnes = async (): Promise<void> => {
    for (const [index, [name, queue]] of left) answers[index] = [name, await settled(() => work(queue, name))];
  };
  await Promise.all(Array.from({ length: Math.min(parallel, queues.length) }, askOnes));
  return answers;
}

async function settled<T>(work: () => AsyncResult<T>): AsyncResult<T> {
  try {
    return await work();
  } catch (cause) {
    return err(InfraError.from(cause, 'queues', 'queues.ask'));
  }
}

interface Sorted<T> {
  readonly done: readonly (readonly [string, T])[];
  readonly failed: readonly (readonly [string, InfraError])[];
}

export function sorted<T>(answers: readonly Answer<T>[]): Sorted<T> {
  const done: (readonly [string, T])[] = [];
  const failed: (readonly [string, InfraError])[] = [];
  for (const [name, result] of answers) {
    if (result.ok) done.push([name, result.value]);
    else failed.push([name, result.error]);
  }
  return { done, failed };
}

/** For what is read: what there is, unless there is nothing. */
export function readings<Q, T>(operation: string, answers: readonly Answer<T>[]): Result<Readings<Q, T>> {
  const { done, failed } = sorted(answers);
  if (failed.length > 0 && done.length === 0) return err(errors.partial(operation, failed, done));
  return ok({ queues: byQueue(done), failures: byQueue(failed) });
}

/** For what is read and can be added up. */
export function totals<Q, T>(
  operation: string,
  answers: readonly Answer<T>[],
  add: (values: readonly T[]) => T,
): Result<Totals<Q, T>> {
  const read = readings<Q, T>(operation, answers);
  if (!read.ok) return read;
  return ok({ ...read.value, total: add(sorted(answers).done.map(([, value]) => value)) });
}

/** For what is changed: all, or the error that says which not. */
export function changed<T>(
  operation: string,
  answers: readonly Answer<T>[],
): Result<readonly (readonly [string, T])[]> {
  const { done, failed } = sorted(answers);
  return failed.length > 0 ? err(errors.partial(operation, failed, done)) : ok(done);
}

/** `changed`, for what counts what it changed. */
export function numbers<Q>(operation: string, answers: readonly Answer<number>[]): Result<Numbers<Q>> {
  const all = changed(operation, answers);
  return all.ok ? ok({ queues: byQueue(all.value), total: sum(all.value.map(([, count]) => count)) }) : all;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Names come from the queues that the caller gave: what is asked by name has its type. */
export function byQueue<Q, T>(entries: readonly (readonly [string, T])[]): ByQueue<Q, T> {
  return Object.fromEntries(entries) as ByQueue<Q, T>;
}
