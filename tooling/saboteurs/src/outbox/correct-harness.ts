import { createTestClock, type OutboxHarness } from '@infra/conformance';
import { createMemoryDatabase, createMemoryOutboxStore } from '@infra/repository-memory';

/** An outbox without fault, which saboteurs spoil. */
export function correctOutboxHarness(): OutboxHarness {
  const clock = createTestClock();
  return {
    make: async () => {
      const database = createMemoryDatabase({ clock });
      return { outbox: createMemoryOutboxStore(database), transactions: database, database };
    },
    advance: async (ms) => clock.advance(ms),
    wakeups: true,
  };
}
