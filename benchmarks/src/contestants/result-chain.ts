import { err, InfraError, ok, type AsyncResult } from '@infra/core';

// The same five levels with Results. `internal` is the code whose error captures a stack, as a bug's should.

type Failure = 'none' | 'unavailable' | 'internal';

async function level5(failure: Failure): AsyncResult<number> {
  if (failure === 'none') return ok(1);
  return err(
    new InfraError({
      code: failure,
      message: 'The connection was lost.',
      provider: 'redis',
      operation: 'cache.get',
    }),
  );
}

async function level4(failure: Failure): AsyncResult<number> {
  const result = await level5(failure);
  return result.ok ? ok(result.value + 1) : result;
}

async function level3(failure: Failure): AsyncResult<number> {
  const result = await level4(failure);
  return result.ok ? ok(result.value + 1) : result;
}

async function level2(failure: Failure): AsyncResult<number> {
  const result = await level3(failure);
  return result.ok ? ok(result.value + 1) : result;
}

async function level1(failure: Failure): AsyncResult<number> {
  const result = await level2(failure);
  return result.ok ? ok(result.value + 1) : result;
}

/** What the chain comes to; -1 for a failure. */
export async function resultChain(failure: Failure): Promise<number> {
  const result = await level1(failure);
  return result.ok ? result.value : -1;
}
