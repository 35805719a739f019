import { err, ok, type OutboxWakeups } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { answered } from './connections.js';
import type { DatabaseParts } from './database-parts.js';
import { errors, fromDatabase } from './errors.js';
import { TABLE } from './outbox-statements.js';

const OPERATION = 'outbox.wakeups.subscribe';

/** Calls after commits that appended to the outbox of this name, over a connection beside the pool. */
export function createOutboxWakeups(name: string, { connections, notifications }: DatabaseParts): OutboxWakeups {
  return {
    subscribe: async (onAppend, { signal } = {}) => {
      const query = { text: TABLE, values: [] };
      const table = await answered(connections.execute, query, OPERATION, { signal });
      if (!table.ok) return table;
      const own = `${String(table.value.rows[0]?.[0])} ${name}`;
      const adding = notifications
        .add((payload) => {
          if (payload === undefined || payload === own) onAppend();
        })
        .then(
          (end) => ok({ close: async () => ok(await end()) }),
          (cause: unknown) => err(fromDatabase(OPERATION, cause)),
        );
      const added = await settleOnAbort(adding, signal, () => err(errors.cancelled(OPERATION)));
      // One that comes when nobody waits for it any more ends at once.
      if (!added.ok && signal?.aborted === true)
        void adding.then(async (late) => late.ok && (await late.value.close()).ok);
      return added;
    },
  };
}
