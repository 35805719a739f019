import { setImmediate as turn } from 'node:timers/promises';
import { ISOLATED, memoryEventBuses, OURS, type EventContestant } from '../contestants/event-buses.js';
import { VALUE } from '../contestants/values.js';
import { inLanes } from '../contestants/lanes.js';
import { redisStreams, RAW, type StreamContestant } from '../contestants/redis-streams.js';
import type { OpenSuite, Suite, SuiteContext, TimedBench } from '../harness/bench.js';

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

function redisBench(
  streams: readonly StreamContestant[],
  name: string,
  operation: string,
  run: (stream: StreamContestant) => (passes: number) => Promise<void>,
  goal: number,
): TimedBench {
  return {
    name,
    operation,
    baseline: RAW,
    clock: 'wall',
    opsPerPass: PER_PASS,
    expected: true,
    contestants: streams.map((stream) => ({
      name: stream.name,
      note: stream.note,
      answer: () => stream.publish(),
      run: run(stream),
    })),
    targets: [{ contestant: OURS, goal }],
  };
}

async function open({ redisUrl }: SuiteContext): Promise<OpenSuite> {
  const memory = await memoryEventBuses();
  const redis = await redisStreams(redisUrl);
  return {
    timed: [
      memoryBench(memory),
      redisBench(
        redis,
        'publish on redis c64',
        'publishing on Redis, 64 at a time',
        ({ publish }) => inLanes(64, PER_PASS, () => publish()),
        1.6,
      ),
      redisBench(
        redis,
        'publishMany on redis',
        'publishing 1,000 at once; the baseline 64 at a time',
        ({ publishMany }) =>
          async (passes) => {
            for (let left = passes; left > 0; left -= 1) await publishMany(PER_PASS);
          },
        1.6,
      ),
      redisBench(
        redis,
        'consume on redis',
        'reading and acknowledging, 100 at a time, what was published before',
        ({ publishMany, consume }) =>
          async (passes) => {
            for (let left = passes; left > 0; left -= 1) {
              await publishMany(PER_PASS);
              await consume(PER_PASS);
            }
          },
        0.5,
      ),
    ],
    counting: [],
    close: async () => {
      await Promise.all([...memory, ...redis].map((bus) => bus.close()));
    },
  };
}

export const events: Suite = {
  name: 'events',
  about:
    'Event buses in this process: an object of 250 bytes to three handlers, each of which gets data that no other can change. ' +
    'Emittery, which hands one object to all, is there for comparison; with a copy per listener it is the baseline. On a private Redis ' +
    'over loopback the baseline are the bare commands; consuming includes publishing what is consumed, 1,000 at once.',
  open,
};
