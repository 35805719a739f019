import { ok, type AsyncResult } from '@infra/core';
import type { RedisStore } from './redis-store.js';

/** What one SCAN looks at, and one UNLINK deletes: small, so that nobody else on the server waits. */
const SCAN_COUNT = 100;

/** Hands every batch of names that match to `each`; never KEYS, which stops the server. */
export async function scanNames(
  store: RedisStore,
  operation: string,
  glob: string,
  signal: AbortSignal | undefined,
  each: (names: string[]) => AsyncResult<unknown>,
): AsyncResult<void> {
  let cursor = '0';
  do {
    const batch = await store.connection.send(
      operation,
      signal,
      (client) => client.scan(cursor, 'MATCH', glob, 'COUNT', SCAN_COUNT),
      (reply) => ok(reply),
    );
    if (!batch.ok) return batch;
    const [next, names] = batch.value;
    cursor = next;
    const done = names.length === 0 ? ok() : await each(names);
    if (!done.ok) return done;
  } while (cursor !== '0');
  return ok();
}
