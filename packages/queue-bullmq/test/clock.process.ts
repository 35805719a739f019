// A worker process for clock.integration.test.ts: its wall clock is moved when it is told to. It says what it begins and ends.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ok, unwrap, type JobType } from '@infra/core';
import { createBullmqQueue } from '../src/index.js';
import { shiftableDate } from './stored.js';

const wall = shiftableDate();
const [url = '', name = ''] = process.argv.slice(2);
const queue = createBullmqQueue<{ readonly work: JobType }>({ url, name, leaseMs: 1_000 });

/** What the job takes, and who it is: `3000 long-7`. */
const work = async (payload: unknown, { run }: { readonly run: number }) => {
  const [ms = '', id = ''] = String(payload).split(' ');
  writeSync(1, `begin ${id} ${String(run)}\n`);
  await pause(Number(ms));
  writeSync(1, `end ${id} ${String(run)}\n`);
  return ok(process.pid);
};
unwrap(await queue.process({ work }, { concurrency: 10 }));
writeSync(1, 'ready\n');

createInterface({ input: process.stdin })
  .on('line', (line) => {
    wall.advance(Number(line));
    writeSync(1, 'moved\n');
  })
  .on('close', () => void queue.close().then(unwrap));
