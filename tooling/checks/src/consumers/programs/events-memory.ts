import assert from 'node:assert/strict';
import { err, InfraError, ok, unwrap } from '@infra/core';
import { createMemoryEventBus } from '@infra/events-memory';

interface Events {
  readonly 'order.placed': { readonly id: string; readonly at: Date };
  readonly 'order.paid': { readonly id: string };
}

async function main(): Promise<void> {
  const bus = createMemoryEventBus<Events>({ source: '/consumer' });
  const seen = new Promise<string>((resolve) => {
    const handler = bus.subscribe(
      'order.*',
      async (event) => {
        if (event.type === 'order.placed') {
          resolve(`${event.data.id} ${event.data.at.getUTCFullYear()}`);
          return ok();
        }
        return err(new InfraError({ code: 'conflict', message: 'paid', provider: 'consumer', operation: 'pay' }));
      },
      { group: 'audit' },
    );
    void handler.then(async (subscription) => {
      assert.ok(subscription.ok);
      unwrap(await bus.ordered.publish('1', 'order.paid', { id: '1' }));
      unwrap(await bus.ordered.publish('1', 'order.placed', { id: '1', at: new Date(0) }));
    });
  });
  assert.equal(await seen, '1 1970');
  const [letter] = unwrap(await bus.deadLetters.list()).items;
  assert.equal(letter?.reason.message, 'paid');
  unwrap(await bus.close());
}

void main();
