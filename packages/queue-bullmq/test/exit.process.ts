// A process of its own for outage.integration.test.ts: a queue with a worker, an event reader and a job under way, which it closes.
import { writeSync } from 'node:fs';
import { ok, unwrap, type JobType } from '@infra/core';
import { createBullmqQueue } from '../src/index.js';

const [url = '', mode = ''] = process.argv.slice(2);
const queue = createBullmqQueue<{ readonly work: JobType }>({ url, name: 'exit', namespace: mode, timeoutMs: 500 });

if (mode === 'never-there') {
  const added = await queue.add('work', 1);
  writeSync(1, `${added.ok ? 'added' : added.error.code}\n`);
} else {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  unwrap(
    await queue.process({
      work: async (payload, { signal }) => {
        begin();
        if (payload === 'long')
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return ok(payload);
      },
    }),
  );
  const job = unwrap(await queue.add('work', mode === 'up' ? 'short' : 'long'));
  if (mode === 'up') unwrap(await queue.result(job));
  else unwrap(await queue.subscribe(() => undefined));
  await begun;
  writeSync(1, 'begun\n');
  // The test kills Redis now, where it is to be dead.
  if (mode !== 'up') await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.destroy();
}
const before = performance.now();
unwrap(await queue.close({ deadlineMs: 1_000 }));
// Nothing but closing: the process has to end by itself.
writeSync(1, `closed ${String(Math.round(performance.now() - before))}\n`);
