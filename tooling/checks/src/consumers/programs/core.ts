// What a user of core does first: makes a result, looks at it, and knows an error by its code.
import assert from 'node:assert/strict';
import { err, fromPromise, InfraError, isInfraError, map, ok, unwrap, type Result } from '@infra/core';

async function main(): Promise<void> {
  const half = (value: number): Result<number> =>
    value % 2 === 0
      ? ok(value / 2)
      : err(new InfraError({ code: 'validation', message: 'odd', provider: 'consumer', operation: 'half' }));
  assert.equal(unwrap(map(half(84), (value) => value + 1)), 43);
  const odd = half(7);
  assert.ok(!odd.ok && odd.error.code === 'validation' && isInfraError(odd.error));

  const bridged = await fromPromise(() => Promise.reject(new Error('broken')));
  assert.ok(!bridged.ok && bridged.error.code === 'internal' && !bridged.error.retryable);
}

void main();
