import { createTestClock } from '@infra/conformance';
import {
  ok,
  type AsyncResult,
  type Health,
  type HealthCheck,
  type IoOptions,
  type MetricLabels,
  type RateLimiter,
} from '@infra/core';
import type { MemoryMetrics } from '@infra/monitoring-memory';
import { createMemoryRateLimiter } from '@infra/ratelimit-memory';

export interface Asked extends HealthCheck {
  readonly calls: number;
  readonly signals: readonly AbortSignal[];
}

/** A backend that counts how often it is asked. */
export function backend(answer: (options: IoOptions) => AsyncResult<Health> | Promise<never>): Asked {
  const signals: AbortSignal[] = [];
  return {
    get calls() {
      return signals.length;
    },
    signals,
    health(options = {}) {
      if (options.signal !== undefined) signals.push(options.signal);
      return answer(options);
    },
  };
}

export const up = (): Asked => backend(async () => ok({ status: 'up', latencyMs: 1 }));

export const says = (health: Partial<Health>): Asked =>
  backend(async () => ok({ status: 'up', latencyMs: 1, ...health }));

export const never = (): Asked => backend(() => new Promise<never>(() => undefined));

/** Lets every promise that can settle without time passing do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export interface Limiter extends RateLimiter {
  /** Every key that was asked for, in order. */
  readonly keys: readonly string[];
}

/** The real one in memory, ten seconds a token, on a clock that stands still: nothing comes back. */
export function allowance(limit: number): Limiter {
  const keys: string[] = [];
  const limiter = createMemoryRateLimiter({ limit, windowMs: limit * 10_000, clock: createTestClock() });
  const consume = limiter.consume.bind(limiter);
  return Object.assign(limiter, {
    keys,
    consume: ((key, options) => {
      keys.push(key);
      return consume(key, options);
    }) satisfies RateLimiter['consume'],
  });
}

/** The labels of every series of a metric. */
export const labelsOf = (metrics: MemoryMetrics, name: string): readonly MetricLabels[] =>
  metrics.snapshots.read(name).map(({ labels }) => labels);

/** What a stranger sends. */
export const get = (path: string, init?: RequestInit): Request => new Request(`http://service.test${path}`, init);
