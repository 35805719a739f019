import { err, ok, type AsyncResult, type IoOptions, type Result } from '@infra/core';
import { ask, type Answer, type Named } from './across.js';
import { errors } from './errors.js';
import type { AnyQueue } from './queues.js';

interface Over extends IoOptions {
  readonly queues?: readonly string[] | undefined;
}

/** Tells which queues an operation is for, and asks them. */
export interface Scope {
  readonly queues: ReadonlyMap<string, AnyQueue>;
  /** The queues with these names, in the order in which they were given; why there are none is an error. */
  select(operation: string, options: Over): Result<readonly Named[]>;
  /** Asks those queues and makes the result of their answers. */
  over<T, R>(
    operation: string,
    options: Over,
    work: (queue: AnyQueue, io: IoOptions, name: string) => AsyncResult<T>,
    finish: (operation: string, answers: readonly Answer<T>[]) => Result<R>,
  ): AsyncResult<R>;
}

export function createScope(queues: ReadonlyMap<string, AnyQueue>, parallel: number, isClosed: () => boolean): Scope {
  function select(operation: string, { signal, queues: wanted }: Over): Result<readonly Named[]> {
    const problem = wanted === undefined ? undefined : unknownName(queues, wanted);
    if (problem !== undefined) return err(errors.invalid(operation, problem));
    if (isClosed()) return err(errors.closed(operation));
    if (signal?.aborted === true) return err(errors.cancelled(operation));
    return ok([...queues].filter(([name]) => wanted?.includes(name) ?? true));
  }
  return {
    queues,
    select,
    async over(operation, options, work, finish) {
      const selected = select(operation, options);
      if (!selected.ok) return selected;
      const io: IoOptions = { signal: options.signal };
      const answers = await ask(selected.value, parallel, (queue, name) => work(queue, io, name));
      return options.signal?.aborted === true ? err(errors.cancelled(operation)) : finish(operation, answers);
    },
  };
}

/** Why these are not names of queues; undefined when they are. */
export function unknownName(queues: ReadonlyMap<string, unknown>, wanted: readonly string[]): string | undefined {
  const isList: boolean = Array.isArray(wanted);
  if (!isList || wanted.length === 0) return 'queues must be a list of at least one name.';
  const unknown = wanted.find((name) => !queues.has(name));
  if (unknown === undefined) return undefined;
  const known = [...queues.keys()].map((name) => `'${name}'`).join(', ');
  return `There is no queue ${JSON.stringify(unknown)}; there are ${known}.`;
}
