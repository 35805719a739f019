import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ok,
  type AsyncResult,
  type Context,
  type ContextCarrier,
  type Health,
  type HealthCheck,
  type IoOptions,
  type MetricLabels,
  type Metrics,
  type RateLimiter,
} from '@infra/core';

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

/** A carrier as a service has one. */
export function carrier(): ContextCarrier {
  const storage = new AsyncLocalStorage<Context>();
  return { capture: () => storage.getStore() ?? {}, run: (context, work) => storage.run(context, work) };
}

export interface Recorded {
  readonly name: string;
  readonly value: number;
  readonly labels: MetricLabels;
}

/** Metrics that write down what they are given. */
export function recorder(): Metrics & { readonly recorded: Recorded[] } {
  const recorded: Recorded[] = [];
  const note =
    (name: string) =>
    (value: number, labels: MetricLabels = {}) =>
      void recorded.push({ name, value, labels });
  return {
    provider: 'recorder',
    recorded,
    counter: (name) => ({ add: (value = 1, labels = {}) => note(name)(value, labels) }),
    gauge: (name) => ({ set: note(name), add: note(name) }),
    histogram: (name) => ({ record: note(name) }),
    timer: (name) => ({
      start: (first) => (second) => note(name)(0, { ...first, ...second }),
      record: note(name),
    }),
  };
}

/** An allowance per key that never fills up again. */
export function allowance(limit: number): RateLimiter & { readonly taken: Map<string, number> } {
  const taken = new Map<string, number>();
  return {
    provider: 'test',
    taken,
    async consume(key, { cost = 1 } = {}) {
      const before = taken.get(key) ?? 0;
      const allowed = before + cost <= limit;
      if (allowed) taken.set(key, before + cost);
      const remaining = limit - (allowed ? before + cost : before);
      return ok({ allowed, limit, remaining, retryAfterMs: allowed ? 0 : 1_200, resetAfterMs: 6_001 });
    },
    async reset(key) {
      taken.delete(key);
      return ok();
    },
  };
}

/** What a stranger sends. */
export const get = (path: string, init?: RequestInit): Request => new Request(`http://service.test${path}`, init);
