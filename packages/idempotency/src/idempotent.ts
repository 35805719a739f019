import { err, InfraError, map, type AsyncResult, type Cache, type StandardSchemaV1 } from '@infra/core';

const DAY_MS = 86_400_000;
const NAMESPACE = 'idempotent';

export interface IdempotentOptions<Args extends readonly unknown[]> {
  /** Where it is remembered what was done. Processes that share it take each other's work for done. */
  readonly cache: Cache;
  /**
   * What tells one piece of work from another: with the handler's name in front, the id of the event or the job. A redelivery has the
   * same, and nothing else has. It must be a key that the cache takes.
   */
  readonly key: (...args: Args) => string;
  /** How long it is remembered, in milliseconds: longer than anything is redelivered or replayed. Default: one day. */
  readonly ttlMs?: number | undefined;
}

/** What a handler returned: in a list, for what is `undefined` by itself would not be remembered. */
type Done<T> = readonly [] | readonly [T];

/**
 * A handler that does not do again what it has done: a call with a key that it succeeded for before returns what it returned then. Calls
 * at the same time run it once. A failure is not remembered: the next delivery tries again.
 *
 * Best effort, and never at the price of losing work: a process that dies between doing and remembering does it again, and so does one
 * whose cache has failed or has dropped the entry. Exactly once in effect it is only where the key is written in the same transaction as
 * the effect itself.
 *
 * @throws `validation` for a `ttlMs` that makes no sense
 * @example bus.subscribe('order.placed', idempotent(sendMail, { cache, key: (event) => `mail:${event.id}` }), { group: 'mail' });
 */
export function idempotent<Args extends readonly unknown[], T>(
  handler: (...args: Args) => AsyncResult<T>,
  { cache, key, ttlMs = DAY_MS }: IdempotentOptions<Args>,
): (...args: Args) => AsyncResult<T> {
  const done = cache.namespace<Done<T>>(NAMESPACE, { ttlMs, schema: doneSchema<T>() });
  return async (...args) => {
    let name: string;
    try {
      name = key(...args);
    } catch (cause) {
      return err(noKey(cause));
    }
    const known = await done.getOrSet(name, async () => map(await handler(...args), remembered));
    // A list of none: the handler returned nothing, which is what its type says then.
    return map(known, ([value]) => value as T);
  };
}

function remembered<T>(value: T): Done<T> {
  return value === undefined ? [] : [value];
}

/** Whatever else lies under the key was not put there by this function: it is a miss. */
function doneSchema<T>(): StandardSchemaV1<unknown, Done<T>> {
  const issues = [{ message: 'not what a handler has returned' }];
  return {
    '~standard': {
      version: 1,
      vendor: 'infra',
      validate: (value) => (isDone<T>(value) ? { value } : { issues }),
    },
  };
}

function isDone<T>(value: unknown): value is Done<T> {
  return Array.isArray(value) && value.length <= 1;
}

function noKey(cause: unknown): InfraError {
  const message = 'The function that makes the key of an idempotent handler threw: the handler was not run.';
  return new InfraError({ code: 'internal', message, provider: 'application', operation: 'idempotent', cause });
}
