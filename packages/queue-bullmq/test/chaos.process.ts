// A worker process for chaos.ts: it says on standard output what it begins and ends, and is killed without warning.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ok, unwrap, type JobHandler, type JobType } from '@infra/core';
import { createBullmqQueue, type BullmqQueue } from '../src/index.js';

type Jobs = { readonly work: JobType };

const [url = '', name = '', jobMs = '', concurrency = ''] = process.argv.slice(2);
const queue = createBullmqQueue<Jobs>({ url, name, leaseMs: 1_000, maxCrashes: 20, keepCompleted: 1_000_000 });
/** In a queue of its own, so that what runs beside it is not taken for the cause. */
const poisoned = createBullmqQueue<Jobs>({ url, name: `${name}-poison`, leaseMs: 1_000, maxCrashes: 2 });

/** Synchronous, so that what was said before a kill arrives. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

async function take(from: BullmqQueue<Jobs>, work: JobHandler<Jobs, 'work'>, most: number): Promise<void> {
  for (;;) {
    const worker = await from.process({ work }, { concurrency: most });
    if (worker.ok) return;
    await pause(100);
  }
}

await take(
  queue,
  async (payload, { run }) => {
    say(`begin ${String(payload)} ${String(run)}`);
    await pause(Number(jobMs) * (0.5 + Math.random()));
    say(`end ${String(payload)} ${String(run)}`);
    return ok(payload);
  },
  Number(concurrency),
);
await take(
  poisoned,
  async (_payload, { run }) => {
    say(`begin poison ${String(run)}`);
    process.kill(process.pid, 'SIGKILL');
    return ok();
  },
  1,
);
process.once('SIGTERM', () => {
  // Nothing but closing: the process has to end by itself.
  void Promise.all([queue.close(), poisoned.close()]).then((closed) => closed.forEach(unwrap));
});
say('ready');
