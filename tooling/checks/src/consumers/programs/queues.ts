import assert from 'node:assert/strict';
import { ok, unwrap } from '@infra/core';
import { createMemoryQueue } from '@infra/queue-memory';
import { createQueueManager } from '@infra/queues';

interface EmailJobs {
  readonly 'mail.send': { readonly payload: { readonly to: string }; readonly result: string };
}
interface ImageJobs {
  readonly 'image.resize': { readonly payload: { readonly width: number }; readonly result: number };
}

async function main(): Promise<void> {
  const queues = { emails: createMemoryQueue<EmailJobs>(), images: createMemoryQueue<ImageJobs>() };
  const manager = createQueueManager(queues, { owns: 'all' });
  unwrap(
    await manager.start({
      emails: { 'mail.send': async ({ to }) => ok(`to ${to}`) },
      images: { 'image.resize': async ({ width }) => ok(width * 2) },
    }),
  );
  const mail = unwrap(await manager.queue('emails').add('mail.send', { to: 'ada' }));
  const image = unwrap(await manager.queue('images').add('image.resize', { width: 2 }));
  assert.equal(unwrap(await queues.emails.result(mail)), 'to ada');
  assert.equal(unwrap(await queues.images.result(image)).toFixed(1), '4.0');
  assert.equal(unwrap(await manager.findJob(mail.id))?.queue, 'emails');
  assert.equal(unwrap(await manager.health()).status, 'up');
  unwrap(await manager.close());
}

void main();
