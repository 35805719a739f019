import { createTestClock, type CacheHarness } from '@infra/conformance';
import { err, InfraError } from '@infra/core';
import { createMemoryCache } from '@infra/cache-memory';

/** A new cache without fault, for saboteurs to spoil, and a clock that moves it. */
export function correctCacheHarness(): CacheHarness {
  const clock = createTestClock();
  return {
    make: async (options) => createMemoryCache({ ...options, clock }),
    advance: async (ms) => {
      clock.advance(ms);
    },
  };
}

/** What an operation returns while its backend is gone. */
export function gone(): Promise<ReturnType<typeof err<InfraError>>> {
  const error = { code: 'unavailable', message: 'gone', provider: 'test', operation: 'cache.test' } as const;
  return Promise.resolve(err(new InfraError(error)));
}
