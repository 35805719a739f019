import { err, InfraError, ok, unwrap, type EventRun, type TransactionManager } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { createInbox } from '../src/index.js';
import { codeOf, setUp } from './fixtures.js';

const run: EventRun = {
  group: 'g',
  run: 1,
  attempt: 1,
  attempts: 4,
  signal: new AbortController().signal,
  context: {},
};
const event = { id: 'e1', data: 1 };
const failure = (code: InfraError['code'], retryable?: boolean): InfraError =>
  new InfraError({ code, message: 'no', provider: 'test', operation: 'test', retryable });

describe('a handler of an inbox', () => {
  test('takes effect once, with the note of it', async () => {
    const { database, inboxStore, effects } = setUp();
    const inbox = createInbox({ store: inboxStore, transactions: database });
    let fails = true;
    const handler = inbox.handler<typeof event>('stock', async ({ id, data }, tx) => {
      unwrap(await effects.create({ id, key: 'k', place: data }, { tx }));
      return fails ? err(failure('unavailable')) : ok('ignored');
    });
    expect(codeOf(await handler(event, run))).toBe('unavailable');
    expect(unwrap(await effects.count({}))).toBe(0);
    fails = false;
    const answers = await Promise.all(Array.from({ length: 8 }, () => handler(event, run)));
    expect(answers).toEqual(Array.from({ length: 8 }, () => ok()));
    expect(unwrap(await effects.count({}))).toBe(1);
  });

  test('of another consumer is another handler', async () => {
    const { database, inboxStore } = setUp();
    const inbox = createInbox({ store: inboxStore, transactions: database });
    const seen: string[] = [];
    for (const consumer of ['stock', 'mail', 'stock']) {
      const handler = inbox.handler<typeof event>(consumer, async () => ok(seen.push(consumer)));
      unwrap(await handler(event, run));
    }
    expect(seen).toEqual(['stock', 'mail']);
  });

  test('answers with the error of its work as it is, and with internal for one that throws', async () => {
    const { database, inboxStore } = setUp();
    const inbox = createInbox({ store: inboxStore, transactions: database });
    const permanent = failure('conflict', false);
    const refused = await inbox.handler<typeof event>('stock', async () => err(permanent))(event, run);
    expect(refused.ok ? undefined : refused.error).toBe(permanent);
    const broken = inbox.handler<typeof event>('stock', () => {
      throw new Error('broken');
    });
    expect(codeOf(await broken(event, run))).toBe('internal');
  });

  test('is to be tried again where it was the database that gave up', async () => {
    const { inboxStore } = setUp();
    const transactions: TransactionManager = {
      provider: 'test',
      transaction: async () => err(failure('conflict', false)),
    };
    const inbox = createInbox({ store: inboxStore, transactions });
    const answer = await inbox.handler<typeof event>('stock', async () => ok())(event, run);
    expect(answer.ok ? undefined : [answer.error.code, answer.error.retryable]).toEqual(['conflict', true]);
  });

  test('is cancelled with its run', async () => {
    const { database, inboxStore } = setUp();
    const inbox = createInbox({ store: inboxStore, transactions: database });
    const controller = new AbortController();
    const handler = inbox.handler<typeof event>('stock', async () => new Promise(() => undefined));
    const handling = handler(event, { ...run, signal: controller.signal });
    controller.abort();
    expect(codeOf(await handling)).toBe('cancelled');
  });
});
