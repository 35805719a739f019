// Against a real Redis; the process must end by itself after close().
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '@infra/events-redis';

interface Events {
  readonly greeted: { readonly name: string; readonly at: Date };
}

async function main(): Promise<void> {
  const bus = createRedisEventBus<Events>({
    url: process.env['REDIS_URL'],
    namespace: `consumer-${randomUUID()}`,
    source: '/consumer',
  });
  let greet: (line: string) => void = () => undefined;
  const greeted = new Promise<string>((resolve) => {
    greet = resolve;
  });
  unwrap(
    await bus.subscribe(
      'greeted',
      async ({ data }) => {
        greet(`${data.name} in ${data.at.getUTCFullYear()}`);
        return ok();
      },
      { group: 'greeters' },
    ),
  );
  const first = unwrap(await bus.publish('greeted', { name: 'Ada', at: new Date(0) }, { id: 'once' }));
  const again = unwrap(await bus.publish('greeted', { name: 'Ada', at: new Date(0) }, { id: 'once' }));
  assert.deepEqual([first.isDuplicate, again.isDuplicate], [false, true]);
  assert.equal(await greeted, 'Ada in 1970');
  assert.equal(unwrap(await bus.health()).status, 'up');
  assert.equal(typeof bus.native.ping, 'function');
  unwrap(await bus.close());
}

void main();
