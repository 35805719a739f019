import { randomUUID } from 'node:crypto';
import type { CountingBench, Suite } from '../harness/bench.js';
import { countCommands } from '../contestants/command-counter.js';
import { herdClients } from '../contestants/herd-clients.js';
import { startHerd } from '../contestants/herd-processes.js';
import { LOAD_MS, stampede } from '../contestants/stampede.js';

const CALLERS = 100;
const PROCESSES = 4;

const NOTES: Readonly<Record<string, string>> = {
  bentocache: 'its callers of a failing loader run it one after the other',
  'ours, redis': 'scripts known to the server',
};

type Closers = (() => unknown)[];

/** A herd in one process, with a loader that succeeds and with one that fails. */
function oneProcess(url: string, closers: Closers): CountingBench {
  return {
    name: 'one process',
    operation: `${String(CALLERS)} callers of one missing key, with a loader of ${String(LOAD_MS)} ms`,
    repeats: 5,
    targets: ['ours, memory', 'ours, redis'].flatMap((contestant) => [
      { contestant, metric: 'loads', atMost: 1 },
      { contestant, metric: 'commands', atMost: 4 },
      { contestant, metric: 'loads, failing', atMost: 1 },
      { contestant, metric: 'ms, failing', atMost: 1.2 * LOAD_MS },
    ]),
    contestants: Object.entries(herdClients).map(([name, create]) => {
      const client = create(url);
      closers.push(client.close);
      return {
        name,
        ...(NOTES[name] === undefined ? undefined : { note: NOTES[name] }),
        sample: async () => {
          await stampede(client, randomUUID(), 1, false);
          const good = await countCommands(url, () => stampede(client, randomUUID(), CALLERS, false));
          const failing = await stampede(client, randomUUID(), CALLERS, true);
          return {
            loads: good.value.loads,
            ms: good.value.ms,
            commands: good.commands,
            'loads, failing': failing.loads,
            'ms, failing': failing.ms,
          };
        },
      };
    }),
  };
}

/** The same herd, spread over processes that only share Redis. */
function severalProcesses(url: string, closers: Closers): CountingBench {
  const callers = CALLERS / PROCESSES;
  const shared = Object.keys(herdClients).filter((name) => name !== 'ours, memory');
  return {
    name: `${String(PROCESSES)} processes`,
    operation: `${String(PROCESSES)} processes with ${String(callers)} callers each of one missing key, with a loader of ${String(LOAD_MS)} ms`,
    repeats: 5,
    targets: [{ contestant: 'ours, redis', metric: 'loads', atMost: 1 }],
    contestants: shared.map((name) => {
      let started: ReturnType<typeof startHerd> | undefined;
      closers.push(async () => (await started)?.close());
      return {
        name,
        sample: async () => {
          started ??= startHerd(name, url, PROCESSES);
          const herd = await started;
          const { value, commands } = await countCommands(url, () => herd.run({ key: randomUUID(), callers }));
          return { loads: value.loads, ms: value.ms, commands };
        },
      };
    }),
  };
}

export const herd: Suite = {
  name: 'herd',
  about: 'Many want the same missing key at once. Commands are those that clients send, as MONITOR tells them.',
  open: async ({ redisUrl }) => {
    const closers: Closers = [];
    return {
      timed: [],
      counting: [oneProcess(redisUrl, closers), severalProcesses(redisUrl, closers)],
      close: async () => {
        await Promise.all(closers.map((close) => close()));
      },
    };
  },
};
