import { setImmediate as turn } from 'node:timers/promises';
import { ISOLATED, memoryEventBuses, OURS, type EventContestant } from '../contestants/event-buses.js';
import { VALUE } from '../contestants/values.js';
import type { OpenSuite, Suite, TimedBench } from '../harness/bench.js';

const PER_PASS = 1_000;

/** Publishes so many, one after another, and waits until all three handlers have had them. */
async function publishAll({ publish, handled }: EventContestant, count: number): Promise<number> {
  const before = handled();
  for (let left = count; left > 0; left -= 1) await publish(VALUE);
  while (handled() < before + 3 * count) await turn();
  return handled() - before;
}

function memoryBench(buses: readonly EventContestant[]): TimedBench {
  return {
    name: 'publish in memory',
    operation: 'publishing to three handlers in this process',
    baseline: ISOLATED,
    clock: 'cpu',
    opsPerPass: PER_PASS,
    expected: 3,
    contestants: buses.map((bus) => ({
      name: bus.name,
      note: bus.note,
      answer: () => publishAll(bus, 1),
      run: async (passes: number) => {
        await publishAll(bus, passes * PER_PASS);
      },
    })),
    targets: [{ contestant: OURS, atLeast: 1.5 }],
  };
}

async function open(): Promise<OpenSuite> {
  const memory = await memoryEventBuses();
  return {
    timed: [memoryBench(memory)],
    counting: [],
    close: async () => {
      await Promise.all(memory.map((bus) => bus.close()));
    },
  };
}

export const events: Suite = {
  name: 'events',
  about:
    'Event buses in this process: an object of 250 bytes to three handlers, each of which gets data that no other can change. ' +
    'Emittery, which hands one object to all, is there for comparison; with a copy per listener it is the baseline.',
  open,
};
