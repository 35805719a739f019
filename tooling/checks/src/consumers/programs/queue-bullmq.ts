// Against a real Redis; the process must end by itself after close().
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { createBullmqQueue } from '@infra/queue-bullmq';

interface Jobs {
  readonly greet: { readonly payload: { readonly name: string; readonly since: Date }; readonly result: string };
}

async function main(): Promise<void> {
  const queue = createBullmqQueue<Jobs>({
    url: process.env['REDIS_URL'],
    name: 'greetings',
    namespace: `consumer-${randomUUID()}`,
  });
  const worker = unwrap(
    await queue.process({
      greet: async ({ name, since }) =>
        name === ''
          ? err(new InfraError({ code: 'validation', message: 'nobody', provider: 'consumer', operation: 'greet' }))
          : ok(`${name} since ${since.getUTCFullYear()}`),
    }),
  );
  const added = unwrap(await queue.add('greet', { name: 'Ada', since: new Date(0) }));
  assert.equal(unwrap(await queue.result(added)), 'Ada since 1970');
  const wrong = unwrap(await queue.add('greet', { name: '', since: new Date(0) }));
  assert.equal((await queue.result(wrong)).ok, false);
  assert.equal(unwrap(await queue.deadLetters.get(wrong.id))?.reason.message, 'nobody');
  assert.equal(unwrap(await queue.deadLetters.clear()), 1);
  assert.equal(unwrap(await queue.health()).status, 'up');
  assert.equal(typeof queue.native.ping, 'function');
  unwrap(await worker.close());
  unwrap(await queue.close());
}

void main();
