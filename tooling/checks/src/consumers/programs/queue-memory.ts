import assert from 'node:assert/strict';
import { ok, unwrap } from '@infra/core';
import { createMemoryQueue } from '@infra/queue-memory';

interface Jobs {
  readonly add: { readonly payload: { readonly a: number; readonly b: bigint }; readonly result: bigint };
}

async function main(): Promise<void> {
  const queue = createMemoryQueue<Jobs>();
  const worker = unwrap(await queue.process({ add: async ({ a, b }) => ok(BigInt(a) + b) }));
  const added = unwrap(await queue.add('add', { a: 1, b: 2n }));
  assert.equal(unwrap(await queue.result(added)), 3n);
  unwrap(await worker.close());
  const later = unwrap(await queue.add('add', { a: 1, b: 2n }, { delayMs: 60_000 }));
  assert.equal(unwrap(await queue.get(later.id))?.state, 'delayed');
  unwrap(await queue.schedules.set('daily', { cron: '0 6 * * *' }, { name: 'add', payload: { a: 1, b: 1n } }));
  // With a job and a schedule still ahead, the process must end by itself.
  unwrap(await queue.close());
}

void main();
