import { ok, type AsyncResult, type IoOptions } from '@infra/core';
import { decorate, definePort } from '@infra/layers';
import { circuitBreaker, retry, timeout } from '@infra/resilience';
import * as cockatiel from 'cockatiel';
import Opossum from 'opossum';

/** A port whose provider answers at once: what is measured is what goes around it. */
export interface Echo {
  get(key: string, options?: IoOptions): AsyncResult<string>;
}

const echoSpec = definePort<Echo>('echo', { get: { optionsAt: 1, idempotent: true } });

const LIMIT_MS = 1000;

/** The port itself. */
export function bareEcho(): Echo {
  const answer = ok('v');
  return { get: async () => answer };
}

/** Reads its signal, as a provider that does I/O has to. */
export function readingEcho(): Echo {
  const answer = ok('v');
  return { get: async (_key, options) => (options?.signal?.aborted === true ? ok('aborted') : answer) };
}

export function passing(echo: Echo): Echo {
  return decorate(echo, echoSpec, (next) => (call) => next(call));
}

export function ours(echo: Echo): Echo {
  return decorate(echo, echoSpec, retry(), circuitBreaker(), timeout({ ms: LIMIT_MS }));
}

export function oursBreaker(echo: Echo): Echo {
  return decorate(echo, echoSpec, circuitBreaker());
}

/** Rates over a window of time, and slow calls: a clock is read twice. */
export function oursWithRates(echo: Echo): Echo {
  const breaker = circuitBreaker({
    failureRate: 0.5,
    slowCallRate: 0.5,
    slowCallMs: 500,
    slidingWindow: { ms: 10_000 },
  });
  return decorate(echo, echoSpec, retry(), breaker, timeout({ ms: LIMIT_MS }));
}

/** The three policies as its README composes them. */
export function cockatielWrap(echo: Echo): Echo {
  const policy = cockatiel.wrap(
    cockatiel.retry(cockatiel.handleAll, { maxAttempts: 3, backoff: new cockatiel.ExponentialBackoff() }),
    cockatiel.circuitBreaker(cockatiel.handleAll, {
      halfOpenAfter: 30_000,
      breaker: new cockatiel.ConsecutiveBreaker(5),
    }),
    cockatiel.timeout(LIMIT_MS, cockatiel.TimeoutStrategy.Aggressive),
  );
  return { get: (key) => policy.execute(({ signal }) => echo.get(key, { signal })) };
}

export function cockatielBreaker(echo: Echo): Echo {
  const policy = cockatiel.circuitBreaker(cockatiel.handleAll, {
    halfOpenAfter: 30_000,
    breaker: new cockatiel.ConsecutiveBreaker(5),
  });
  return { get: (key) => policy.execute(() => echo.get(key)) };
}

export function opossum(echo: Echo): Echo {
  const breaker = new Opossum((key: string) => echo.get(key), { timeout: LIMIT_MS });
  return { get: (key) => breaker.fire(key) };
}

/** Without a time-out, which it has otherwise. */
export function opossumBreaker(echo: Echo): Echo {
  const breaker = new Opossum((key: string) => echo.get(key), { timeout: false });
  return { get: (key) => breaker.fire(key) };
}
