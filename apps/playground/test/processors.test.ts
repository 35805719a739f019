import { err, ok, unwrap } from '@infra/core';
import { createMemoryQueue } from '@infra/queue-memory';
import { afterEach, describe, expect, test } from 'vitest';
import { sendBatch } from '../src/processors/send-batch.js';
import { sendEmail } from '../src/processors/send-email.js';
import { sendNotification, type Notifier } from '../src/processors/send-notification.js';
import { Mailbox } from '../src/shop/mailbox.js';
import { describeProcessors, type MailJobs } from './processors.js';

const queues: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close()));
});

describe('on queue-memory', () => {
  describeProcessors(() => {
    const queue = createMemoryQueue<MailJobs>();
    queues.push(queue);
    return queue;
  });

  test('a batch goes on where its progress says when the process was killed', async () => {
    const doomed = createMemoryQueue<MailJobs>();
    const queue = doomed.reopen();
    queues.push(queue);
    const sent: string[] = [];
    let stuck: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (stuck = resolve));
    const dying: Notifier = {
      async notify({ to }) {
        if (sent.length === 5) {
          stuck();
          return new Promise(() => undefined);
        }
        sent.push(to);
        return ok({ id: to });
      },
    };
    const handlersOf = (notifier: Notifier, mailbox = new Mailbox()) => ({
      'notification.send': sendNotification(notifier),
      'notification.batch': sendBatch(notifier, queue, { keepEvery: 2 }),
      'email.send': sendEmail(mailbox),
    });
    unwrap(await doomed.process(handlersOf(dying)));
    const notifications = Array.from({ length: 8 }, (_, index) => ({ to: `p${index}`, title: 't', text: 'x' }));
    const job = unwrap(await doomed.add('notification.batch', { notifications }));
    await reached;
    doomed.kill();

    const again: string[] = [];
    unwrap(await queue.process(handlersOf({ notify: async ({ to }) => (again.push(to), ok({ id: to })) })));
    expect(unwrap(await queue.result(job))).toEqual({ total: 8, done: 8, failures: [] });
    // Five were sent, and that four were was known.
    expect([sent.length, again]).toEqual([5, ['p4', 'p5', 'p6', 'p7']]);
  });

  test('a batch whose progress cannot be read is not begun', async () => {
    const unreadable = await refusal();
    const handler = sendBatch(new Mailbox(), { get: async () => err(unreadable) });
    const queue = createMemoryQueue<MailJobs>();
    queues.push(queue);
    const mailbox = new Mailbox();
    unwrap(
      await queue.process({
        'notification.send': sendNotification(mailbox),
        'notification.batch': handler,
        'email.send': sendEmail(mailbox),
      }),
    );
    const job = unwrap(await queue.add('notification.batch', { notifications: [{ to: 'a', title: 't', text: 'x' }] }));
    expect((await queue.result(job)).ok).toBe(false);
    expect(mailbox.notifications).toEqual([]);
  });
});

async function refusal() {
  const refused = await new Mailbox().notify({ to: 'nobody', title: '', text: '' }, { onceKey: '1' });
  if (refused.ok) throw new Error('nobody was told');
  return refused.error;
}

describe('the mailbox', () => {
  test('keeps each once, forgets the oldest, and sends nothing that was given up', async () => {
    const mailbox = new Mailbox();
    const notification = { to: 'a', title: 't', text: 'x' };
    for (let index = 0; index < 5_001; index += 1) {
      unwrap(await mailbox.notify({ ...notification, to: `${index}` }, { onceKey: `${index}` }));
    }
    unwrap(await mailbox.notify(notification, { onceKey: '5000' }));
    expect(mailbox.notifications).toHaveLength(5_000);
    expect(mailbox.notifications[0]?.to).toBe('1');
    const given = { onceKey: 'k', signal: AbortSignal.abort() };
    expect((await mailbox.notify(notification, given)).ok).toBe(false);
    expect((await mailbox.send({ to: 'a', subject: 's', text: 'x' }, given)).ok).toBe(false);
    expect(mailbox.emails).toEqual([]);
  });
});
