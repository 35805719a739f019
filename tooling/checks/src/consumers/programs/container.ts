import assert from 'node:assert/strict';
import { createApp } from '@infra/container';
import { ok, unwrap, type AsyncResult } from '@infra/core';

async function main(): Promise<void> {
  const closed: string[] = [];
  const service = (name: string): { readonly name: string; close(): AsyncResult<void> } => ({
    name,
    close: async () => {
      closed.push(name);
      return ok();
    },
  });
  const app = unwrap(
    await createApp()
      .add('first', () => service('first'))
      .add('second', ({ first }) => service(`after ${first.name}`))
      .start(),
  );
  assert.equal(app.services.second.name, 'after first');
  assert.equal(unwrap(await app.health()).ready, true);
  unwrap(await app.close());
  assert.deepEqual(closed, ['after first', 'first']);
}

void main();
