import { err, InfraError, ok, unwrap, type AsyncResult, type JobQueue } from '@infra/core';
import { expect, test } from 'vitest';
import { sendBatch, type SendBatchJob } from '../src/processors/send-batch.js';
import { sendEmail, type EmailSender, type SendEmailJob } from '../src/processors/send-email.js';
import { sendNotification, type Notification, type Notifier } from '../src/processors/send-notification.js';
import type { SendNotificationJob } from '../src/processors/send-notification.js';

/** What a program of one's own has: the processors' entries in its job map. */
export interface MailJobs {
  readonly 'notification.send': SendNotificationJob;
  readonly 'notification.batch': SendBatchJob;
  readonly 'email.send': SendEmailJob;
}

/** Keeps what it was given; `fails` says what goes wrong with the nth that is sent, from 1. */
class Recorder implements Notifier, EmailSender {
  readonly sent: { readonly to: string; readonly onceKey: string }[] = [];
  fails: (nth: number, to: string) => InfraError['code'] | undefined = () => undefined;
  #nth = 0;

  async notify({ to }: Notification, { onceKey }: { readonly onceKey: string }): AsyncResult<{ readonly id: string }> {
    this.#nth += 1;
    const code = this.fails(this.#nth, to);
    if (code !== undefined) {
      return err(new InfraError({ code, message: `no ${to}`, provider: 'test', operation: 'notify' }));
    }
    this.sent.push({ to, onceKey });
    return ok({ id: onceKey });
  }

  async send(
    { to }: { readonly to: string },
    { onceKey }: { readonly onceKey: string },
  ): AsyncResult<{ readonly messageId: string }> {
    const sent = await this.notify({ to, title: '', text: '' }, { onceKey });
    return sent.ok ? ok({ messageId: sent.value.id }) : sent;
  }
}

const people = (count: number): readonly Notification[] =>
  Array.from({ length: count }, (_, index) => ({ to: `p${index}`, title: 't', text: 'x' }));

const fast = { attempts: 3, backoff: { type: 'fixed', delayMs: 5 } } as const;

/** The ready-made processors on a queue: the same tests whichever it is. `open` makes one of a fresh name. */
export function describeProcessors(open: () => JobQueue<MailJobs>): void {
  async function work(): Promise<{ queue: JobQueue<MailJobs>; recorder: Recorder }> {
    const queue = open();
    const recorder = new Recorder();
    unwrap(
      await queue.process({
        'notification.send': sendNotification(recorder),
        'notification.batch': sendBatch(recorder, queue, { keepEvery: 3 }),
        'email.send': sendEmail(recorder),
      }),
    );
    return { queue, recorder };
  }

  test('one notification is sent, by a key that every run of its job has', async () => {
    const { queue, recorder } = await work();
    recorder.fails = (nth) => (nth === 1 ? 'unavailable' : undefined);
    const job = unwrap(await queue.add('notification.send', { to: 'ada', title: 't', text: 'x' }, fast));
    expect(unwrap(await queue.result(job))).toEqual({ notificationId: job.id });
    expect(recorder.sent).toEqual([{ to: 'ada', onceKey: job.id }]);
    expect(unwrap(await queue.get(job.id))).toMatchObject({ runs: 2, failures: [{ error: { code: 'unavailable' } }] });
  });

  test('an e-mail says in its job what it was sent as; one that is refused is dead at once', async () => {
    const { queue, recorder } = await work();
    const mail = { to: 'ada@example.com', subject: 's', text: 'x' };
    const job = unwrap(await queue.add('email.send', mail, fast));
    expect(unwrap(await queue.result(job))).toEqual({ messageId: job.id });
    expect(unwrap(await queue.logs(job.id))).toEqual([`sent as ${job.id}, attempt 1 of 3`]);
    recorder.fails = () => 'forbidden';
    const refused = unwrap(await queue.add('email.send', mail, fast));
    expect((await queue.result(refused)).ok).toBe(false);
    expect(unwrap(await queue.deadLetters.get(refused.id))).toMatchObject({ runs: 1, reason: { code: 'forbidden' } });
  });

  test('a batch tells everybody it can; who cannot be told is data', async () => {
    const { queue, recorder } = await work();
    recorder.fails = (_nth, to) => (to === 'p4' ? 'not_found' : undefined);
    const job = unwrap(await queue.add('notification.batch', { notifications: people(8) }, fast));
    expect(unwrap(await queue.result(job))).toEqual({
      ...{ total: 8, done: 8, failures: [{ index: 4, code: 'not_found', message: 'no p4' }] },
    });
    expect(recorder.sent.map(({ to }) => to)).toEqual(['p0', 'p1', 'p2', 'p3', 'p5', 'p6', 'p7']);
    expect(unwrap(await queue.get(job.id))).toMatchObject({ progress: { done: 8 } });
  });

  test('an empty batch is done', async () => {
    const { queue } = await work();
    const job = unwrap(await queue.add('notification.batch', { notifications: [] }));
    expect(unwrap(await queue.result(job))).toEqual({ total: 0, done: 0, failures: [] });
  });

  test('a batch that fails on the way goes on where it was, failures included', async () => {
    const { queue, recorder } = await work();
    recorder.fails = (nth) => (nth === 2 ? 'not_found' : nth === 6 ? 'unavailable' : undefined);
    const job = unwrap(await queue.add('notification.batch', { notifications: people(8) }, fast));
    expect(unwrap(await queue.result(job))).toMatchObject({ done: 8, failures: [{ index: 1 }] });
    expect(recorder.sent.map(({ to }) => to)).toEqual(['p0', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
    expect(new Set(recorder.sent.map(({ onceKey }) => onceKey)).size).toBe(7);
  });

  test('a batch that died goes on where it was when it is replayed', async () => {
    const { queue, recorder } = await work();
    recorder.fails = (nth) => (nth >= 5 && nth <= 7 ? 'unavailable' : undefined);
    const job = unwrap(await queue.add('notification.batch', { notifications: people(6) }, fast));
    expect((await queue.result(job)).ok).toBe(false);
    unwrap(await queue.deadLetters.replay(job.id));
    expect(unwrap(await queue.result(job))).toMatchObject({ done: 6, failures: [] });
    expect(recorder.sent.map(({ to }) => to)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5']);
  });
}
