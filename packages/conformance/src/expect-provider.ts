import assert from 'node:assert/strict';
import type { AsyncResult, Provided } from '@infra/core';

/** An adapter's name is what its errors carry: who looks at a metric finds the error, and the other way round. */
export async function expectProvider({ provider }: Provided, failing: AsyncResult<unknown>): Promise<void> {
  assert.equal(typeof provider, 'string', 'provider');
  assert.match(provider, /^[a-z][a-z0-9-]*$/, 'provider is a short lower-case name, as in `redis`');
  const failed = await failing;
  assert.ok(!failed.ok, 'expected an error');
  assert.equal(failed.error.provider, provider, 'the provider of an error');
}
