import { ok, unwrap, type JobType } from '@infra/core';
import { createTcpProxy } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { expect, test } from 'vitest';
import { createBullmqQueue } from '../src/index.js';

interface Jobs {
  readonly work: JobType;
}

/** One crash is one too many, and is noticed soon. */
const options = { maxCrashes: 0, leaseMs: 1_000, namespace: `schedule-crash-${String(process.pid)}`, name: 'jobs' };
const { url } = testRedis();

test('BullMQ exempts a schedule’s own jobs from maxCrashes, and no others', async () => {
  await using proxy = await createTcpProxy({ port: Number(new URL(url).port) });
  await using doomed = createBullmqQueue<Jobs>({ ...options, url: `redis://127.0.0.1:${String(proxy.port)}` });
  await using queue = createBullmqQueue<Jobs>({ ...options, url });
  unwrap(await queue.schedules.set('often', { everyMs: 1_000 }, { name: 'work', payload: 'scheduled' }));
  const plain = unwrap(await queue.add('work', 'plain'));

  let lost = '';
  await new Promise<void>((bothRun) => {
    let begun = 0;
    const hang = async (id: string, payload: unknown): Promise<never> => {
      if (payload === 'scheduled') lost = id;
      begun += 1;
      if (begun === 2) bothRun();
      return new Promise(() => undefined);
    };
    void doomed.process({ work: (payload, { id }) => hang(id, payload) }, { concurrency: 2 });
  });
  // To Redis, and so to all others, that process is dead.
  proxy.refuse();
  proxy.cut();

  const run = new Promise<number>((resolve) => {
    void queue.process({
      work: async (_, job) => {
        if (job.id === lost) resolve(job.run);
        return ok();
      },
    });
  });
  expect(await run).toBeGreaterThan(1);
  expect(await queue.result(plain)).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(unwrap(await queue.get(plain.id))?.state).toBe('dead');
  unwrap(await queue.schedules.remove('often'));
  unwrap(await doomed.close({ deadlineMs: 0 }));
});
