import { unwrap } from '@infra/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Order } from '../src/shop/shop-types.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness({ logger: 'memory' });
});
afterEach(() => harness.close());

const order = (name: string, change: Partial<Order> = {}): Order => ({
  ...{ run: 'none', order: name, customer: `c-${name}`, items: 1, format: 1, hangsUp: false },
  ...change,
});
const ports = () => harness.composer.ports;
const jsonOf = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();

/** An order that nobody can fulfil, dead. */
async function deadOrder(name = 'o-1'): Promise<string> {
  const job = unwrap(await ports().queue.add('fulfil', order(name, { format: 2 }), { attempts: 1 }));
  expect((await ports().queue.result(job)).ok).toBe(false);
  return job.id;
}

/** An event whose group has failed it for good. */
async function deadEvent(): Promise<string> {
  await harness.send('PUT', '/api/faults/events:fulfilment', { errorPercent: 100, code: 'forbidden' });
  unwrap(await ports().events.publish('order.placed', order('o-2')));
  await expect.poll(async () => unwrap(await ports().events.deadLetters.list()).items.length).toBe(1);
  await harness.request('/api/faults', { method: 'DELETE' });
  return unwrap(await ports().events.deadLetters.list()).items[0]?.id ?? '';
}

describe('how jobs and events are doing', () => {
  test('is said of queue and bus together', async () => {
    await deadOrder();
    await deadEvent();
    unwrap(await ports().queue.pause());
    unwrap(await ports().queue.add('email.send', { to: 'a@example.com', subject: 's', text: 't' }));
    expect(await jsonOf(harness.request('/api/work'))).toMatchObject({
      queue: { provider: 'memory', name: 'orders', paused: true, counts: { waiting: 1, dead: 1 }, died: 1 },
      streams: {
        provider: 'memory',
        groups: [
          { group: 'audit', pattern: 'order.*', members: 1 },
          { group: 'fulfilment', pattern: 'order.placed', waiting: 0, active: 0, failed: 0, members: 1 },
          { group: 'notifications', pattern: 'order.fulfilled' },
        ],
        dead: 1,
        isMore: false,
      },
    });
  });

  test('looking is no call of the ports that are measured, and no fault reaches it', async () => {
    await harness.send('PUT', '/api/faults/queue', { errorPercent: 100 });
    harness.operate.tick();
    for (const path of ['work', 'queue/jobs', 'queue/jobs?find=nothing-like-it', 'dead-letters']) {
      expect((await harness.request(`/api/${path}`)).status).toBe(200);
    }
    expect(harness.operate.tick().ports).toEqual({});
  });

  test('what cannot be asked says why', async () => {
    unwrap(await ports().queue.close());
    unwrap(await ports().events.close());
    expect(await jsonOf(harness.request('/api/work'))).toMatchObject({
      queue: { problem: { code: 'unavailable' } },
      streams: { problem: { code: 'unavailable' }, groups: [] },
    });
    for (const path of ['queue/jobs', 'queue/jobs/x', 'dead-letters']) {
      const answer = await harness.request(`/api/${path}`);
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'unavailable', advice: expect.any(String) }),
      ]);
    }
  });
});

describe('jobs', () => {
  test('are found by state, id, name and data', async () => {
    const id = await deadOrder('o-77');
    unwrap(await ports().queue.pause());
    const mail = unwrap(await ports().queue.add('email.send', { to: 'ada@example.com', subject: 's', text: 't' }));
    unwrap(await ports().queue.add('email.send', { to: 'bob@example.com', subject: 's', text: 't' }, { delayMs: 9e6 }));
    const found = async (query: string): Promise<unknown> => {
      const view = (await jsonOf(harness.request(`/api/queue/jobs?${query}`))) as { jobs: { id: string }[] };
      return view.jobs.map((job) => job.id);
    };
    expect(await found(`find=${id}`)).toEqual([id]);
    expect(await found('find=O-77+FULFIL')).toEqual([id]);
    expect(await found('find=ada%40')).toEqual([mail.id]);
    expect(await found('find=ada+bob')).toEqual([]);
    expect(await found('find=example.com')).toHaveLength(2);
    expect(await found('find=example.com&state=delayed')).toHaveLength(1);
    expect(await found('state=dead')).toEqual([id]);
    expect(await found('')).toHaveLength(3);
    const wrong = await harness.request('/api/queue/jobs?state=lost');
    expect([wrong.status, await wrong.json()]).toEqual([
      422,
      expect.objectContaining({ detail: expect.stringContaining('waiting, active') }),
    ]);
  });

  test('come page by page, each once; a search says how many it has looked at', async () => {
    unwrap(await ports().queue.pause());
    const jobs = Array.from({ length: 120 }, (_, index) => ({ name: 'fulfil' as const, payload: order(`o-${index}`) }));
    const added = unwrap(await ports().queue.addMany(jobs));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await jsonOf(harness.request(`/api/queue/jobs?state=waiting${query}`))) as {
        jobs: { id: string }[];
        nextCursor?: string;
      };
      seen.push(...page.jobs.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(added.map(({ id }) => id));
    expect(await jsonOf(harness.request('/api/queue/jobs?find=c-o-119'))).toMatchObject({
      ...{ searched: 120, isMore: false, jobs: [{ name: 'fulfil', state: 'waiting' }] },
    });
    expect(await jsonOf(harness.request('/api/queue/jobs?find=fulfil'))).toMatchObject({ searched: 120, isMore: true });
    expect(await jsonOf(harness.request('/api/queue/jobs'))).toMatchObject({ searched: 50, isMore: true });
  });

  test('one is shown with all that is known of it', async () => {
    const job = unwrap(
      await ports().queue.add('fulfil', order('o-1', { hangsUp: true }), { dedupeId: 'd', attempts: 2 }),
    );
    unwrap(await ports().queue.result(job));
    expect(await jsonOf(harness.request(`/api/queue/jobs/${job.id}`))).toMatchObject({
      ...{ id: job.id, name: 'fulfil', state: 'completed', runs: 2, attempts: 2, dedupeId: 'd' },
      payload: { order: 'o-1' },
      failures: [{ run: 1, error: { code: 'unavailable' } }],
      progress: { step: 'shipped', done: 2, of: 3 },
      result: { parcel: 'p-o-1' },
      logs: ['parcel p-o-1 has left with 1 items'],
    });
    const none = await harness.request('/api/queue/jobs/none');
    expect([none.status, await none.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'not_found', advice: expect.any(String) }),
    ]);
  });

  test('are hurried and removed; the queue is paused and goes on', async () => {
    const { request, send } = harness;
    const job = unwrap(await ports().queue.add('fulfil', order('o-1'), { delayMs: 9e6 }));
    expect((await send('POST', '/api/queue/pause', {})).status).toBe(204);
    expect((await send('POST', `/api/queue/jobs/${job.id}/retry`, {})).status).toBe(204);
    const again = await send('POST', `/api/queue/jobs/${job.id}/retry`, {});
    expect([again.status, await again.json()]).toEqual([409, expect.objectContaining({ code: 'conflict' })]);
    expect((await request(`/api/queue/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await request(`/api/queue/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await send('POST', '/api/queue/resume', {})).status).toBe(204);
    expect(unwrap(await ports().queue.stats()).paused).toBe(false);
    expect((await request('/api/queue/pause', { method: 'POST', body: '{}' })).status).toBe(415);
    expect((await request('/api/queue/pause')).headers.get('allow')).toBe('POST');
  });
});

describe('dead letters', () => {
  test('of queue and bus are in one list, last died first, and are found by what they say', async () => {
    const job = await deadOrder();
    const event = await deadEvent();
    expect(await jsonOf(harness.request('/api/dead-letters'))).toMatchObject({
      ...{ searched: 2, isMore: false },
      letters: [
        { kind: 'event', id: event, name: 'order.placed', group: 'fulfilment', reason: { code: 'forbidden' } },
        { kind: 'job', id: job, name: 'fulfil', payload: { format: 2 }, failures: [{ run: 1 }] },
      ],
    });
    const found = (await jsonOf(harness.request('/api/dead-letters?find=fulfilment+forbidden'))) as {
      letters: unknown[];
    };
    expect(found.letters).toHaveLength(1);
  });

  test('are replayed as they are, with the shop at work', async () => {
    const event = await deadEvent();
    const replayed = await harness.send('POST', `/api/dead-letters/event/${event}/replay`, {});
    expect([replayed.status, await replayed.json()]).toEqual([202, { replayed: 1 }]);
    await expect.poll(() => harness.composer.shop.mailbox.notifications.length).toBe(1);
    expect(unwrap(await ports().events.deadLetters.list()).items).toEqual([]);
  });

  test('are replayed with an edited payload, and stay as they were', async () => {
    const id = await deadOrder();
    const before = unwrap(await ports().queue.deadLetters.get(id));
    const answer = await harness.send('POST', `/api/dead-letters/job/${id}/replay`, { payload: order('o-1') });
    expect(answer.status).toBe(202);
    const view = (await answer.json()) as { id: string };
    expect(unwrap(await ports().queue.result({ id: view.id, name: 'fulfil' }))).toEqual({ parcel: 'p-o-1' });
    expect(unwrap(await ports().queue.deadLetters.get(id))).toEqual(before);

    const event = await deadEvent();
    const other = await harness.send('POST', `/api/dead-letters/event/${event}/replay`, { payload: order('o-9') });
    expect(other.status).toBe(202);
    await expect.poll(() => harness.composer.shop.mailbox.notifications.map(({ to }) => to)).toContain('c-o-9');
    expect(unwrap(await ports().events.deadLetters.list()).items).toHaveLength(1);
  });

  test('a payload that its schema refuses is refused with what is wrong and where', async () => {
    const id = await deadOrder();
    const answer = await harness.send('POST', `/api/dead-letters/job/${id}/replay`, {
      payload: order('o-1', { items: 0 }),
    });
    expect([answer.status, await answer.json()]).toEqual([
      expect.any(Number),
      expect.objectContaining({
        code: 'validation',
        errors: [{ path: expect.stringContaining('items'), message: expect.any(String) }],
      }),
    ]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    for (const kind of ['job', 'event']) {
      for (const body of [{}, { payload: 1 }]) {
        const none = await harness.send('POST', `/api/dead-letters/${kind}/none/replay`, body);
        expect([none.status, await none.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
      }
    }
    expect((await harness.send('POST', '/api/dead-letters/letter/x/replay', {})).status).toBe(404);
  });

  test('are replayed and cleared all together', async () => {
    await deadOrder();
    await deadEvent();
    expect(await jsonOf(harness.send('POST', '/api/dead-letters/replay', {}))).toEqual({ replayed: 2 });
    // The job is poison as before.
    await expect.poll(async () => unwrap(await ports().queue.counts()).dead).toBe(1);
    await deadEvent();
    expect(await jsonOf(harness.request('/api/dead-letters', { method: 'DELETE' }))).toEqual({ replayed: 2 });
    expect(await jsonOf(harness.request('/api/dead-letters'))).toMatchObject({ letters: [] });
    expect(await jsonOf(harness.request('/api/log'))).toMatchObject({
      lines: expect.arrayContaining([
        expect.objectContaining({ message: 'dead letters cleared', fields: { count: 2 } }),
      ]),
    });
  });
});

describe('faults of handlers', () => {
  test('that hang do not keep another composition from being applied', async () => {
    await harness.send('PUT', '/api/faults/queue:email.send', { hang: true, resetAfterS: 0 });
    unwrap(await ports().queue.add('email.send', { to: 'a@example.com', subject: 's', text: 't' }));
    await expect.poll(async () => unwrap(await ports().queue.counts()).active).toBe(1);
    const before = ports().queue;
    expect((await harness.send('PUT', '/api/composition', { logger: 'memory' })).status).toBe(200);
    expect((await before.counts()).ok).toBe(false);
    expect(await jsonOf(harness.request('/api/work'))).toMatchObject({ queue: { counts: { active: 0 } } });
  });

  test('are set by their names, and refused by others', async () => {
    const { send, request } = harness;
    const set = await send('PUT', '/api/faults/queue:fulfil', { errorPercent: 50 });
    expect(await set.json()).toMatchObject([{ port: 'queue:fulfil', errorPercent: 50 }]);
    expect((await send('PUT', '/api/faults/queue:nothing', {})).status).toBe(404);
    expect(await jsonOf(request('/api/faults/queue:fulfil', { method: 'DELETE' }))).toEqual([]);
  });

  test('hold a handler up until they end', async () => {
    await harness.send('PUT', '/api/faults/queue:email.send', { hang: true, resetAfterS: 0 });
    const job = unwrap(await ports().queue.add('email.send', { to: 'a@example.com', subject: 's', text: 't' }));
    await expect.poll(async () => unwrap(await ports().queue.counts()).active).toBe(1);
    await harness.request('/api/faults/queue:email.send', { method: 'DELETE' });
    expect((await ports().queue.result(job)).ok).toBe(true);
  });
});
