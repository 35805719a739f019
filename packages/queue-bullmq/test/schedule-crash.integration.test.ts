import { ok, unwrap, type AsyncResult, type JobType } from '@infra/core';
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
  let begun = 0;
  let bothRun = (): void => undefined;
  const both = new Promise<void>((resolve) => (bothRun = resolve));
  const hang = async (payload: unknown, { id }: { readonly id: string }): Promise<never> => {
    if (payload === 'scheduled') lost = id;
    begun += 1;
    if (begun === 2) bothRun();
    return new Promise(() => undefined);
  };
  unwrap(await doomed.process({ work: hang }, { concurrency: 2 }));
  await both;
  // To Redis, and so to all others, that process is dead.
  proxy.refuse();
  proxy.cut();

  let again = (_run: number): void => undefined;
  const run = new Promise<number>((resolve) => (again = resolve));
  const work = async (_: unknown, job: { readonly id: string; readonly run: number }): AsyncResult<void> => {
    if (job.id === lost) again(job.run);
    return ok();
  };
  unwrap(await queue.process({ work }));
  expect(await run).toBeGreaterThan(1);
  expect(await queue.result(plain)).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(unwrap(await queue.get(plain.id))?.state).toBe('dead');
  unwrap(await queue.schedules.remove('often'));
  unwrap(await doomed.close({ deadlineMs: 0 }));
});
