import { randomUUID } from 'node:crypto';
import { ok, err, unwrap } from '@infra/core';
import { decorate, jobQueueSpec } from '@infra/layers';
import { neutralLayers } from '@infra/conformance';
import { createBullmqQueue } from '@infra/queue-bullmq';
import { createMemoryQueue } from '@infra/queue-memory';
import { createTcpProxy, freePort } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import { expect, test } from 'vitest';
import { createQueueManager } from '../src/index.js';
import { failure } from './fakes.js';
import type { EmailJobs, ImageJobs, Work } from './jobs.js';

const { url } = testRedis();
const namespace = `queues-${randomUUID()}`;

test('queues in Redis, in this process and behind layers are one', async () => {
  const emails = createBullmqQueue<EmailJobs>({ url, namespace, name: 'emails' });
  const images = createMemoryQueue<ImageJobs>();
  const work = decorate(createBullmqQueue<Work>({ url, namespace, name: 'work' }), jobQueueSpec, ...neutralLayers());
  await using manager = createQueueManager({ emails, images, work }, { owns: 'all' });
  const workers = unwrap(
    await manager.start(
      {
        emails: { 'mail.send': async ({ to }) => ok(to), 'mail.digest': async () => err(failure('conflict')) },
        images: { 'image.resize': async () => err(failure('conflict')) },
        work: { work: async () => err(failure('conflict')) },
      },
      { concurrency: 2, queues: { emails: { concurrency: 10 } } },
    ),
  );
  const sent = unwrap(await manager.queue('emails').add('mail.send', { to: 'ada' }));
  expect(await manager.queue('emails').result(sent)).toEqual(ok('ada'));

  for (let round = 0; round < 3; round += 1) {
    const digest = unwrap(await emails.add('mail.digest', round));
    expect((await emails.result(digest)).ok).toBe(false);
    const resize = unwrap(await images.add('image.resize', { width: round }));
    expect((await images.result(resize)).ok).toBe(false);
    const any = unwrap(await work.add('work', round));
    expect((await work.result(any)).ok).toBe(false);
  }
  unwrap(await workers.close());

  expect(await manager.findJob(sent.id)).toMatchObject(ok({ queue: 'emails', job: { name: 'mail.send' } }));
  expect(unwrap(await manager.counts()).total).toMatchObject({ completed: 1, dead: 9 });
  expect(unwrap(await manager.stats()).total).toMatchObject({ paused: false, completed: 1, died: 9 });
  expect(unwrap(await manager.health())).toMatchObject({ status: 'up', queues: { emails: {}, images: {}, work: {} } });

  const died: number[] = [];
  const queues = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const page = unwrap(await manager.deadLetters.list({ cursor, limit: 2 }));
    for (const { queue, letter } of page.items) {
      queues.add(queue);
      died.push(letter.finishedAt?.getTime() ?? Number.NaN);
    }
    if (page.nextCursor === undefined) break;
    cursor = page.nextCursor;
  }
  expect(died).toHaveLength(9);
  expect(died).toEqual(died.toSorted((one, other) => other - one));
  expect([...queues].toSorted()).toEqual(['emails', 'images', 'work']);

  unwrap(await manager.pause());
  expect(unwrap(await manager.stats()).total.paused).toBe(true);
  unwrap(await manager.resume());
  expect(unwrap(await manager.deadLetters.replayAll({ queues: ['work'] })).total).toBe(3);
  expect(unwrap(await manager.deadLetters.clear())).toEqual({ queues: { emails: 3, images: 3, work: 0 }, total: 6 });
});

test('with one Redis gone, the other queues are read and closed in time', async () => {
  await using proxy = await createTcpProxy({ port: Number(new URL(url).port) });
  const gone = createBullmqQueue<Work>({
    url: `redis://127.0.0.1:${String(proxy.port)}`,
    namespace,
    name: 'gone',
    timeoutMs: 500,
  });
  const never = createBullmqQueue<Work>({
    url: `redis://127.0.0.1:${String(await freePort())}`,
    name: 'never',
    timeoutMs: 500,
  });
  const here = createMemoryQueue<Work>();
  const manager = createQueueManager({ gone, never, here }, { owns: 'all' });
  unwrap(await manager.start({ gone: { work: async () => ok() }, here: { work: async () => ok() } }));
  proxy.refuse();
  proxy.cut();
  const counts = unwrap(await manager.counts());
  expect([Object.keys(counts.queues), Object.keys(counts.failures)]).toEqual([['here'], ['gone', 'never']]);
  expect(unwrap(await manager.health())).toMatchObject({ status: 'down', queues: { here: { status: 'up' } } });
  const began = performance.now();
  unwrap(await manager.close({ deadlineMs: 2_000 }));
  expect(performance.now() - began).toBeLessThan(2_500);
});
