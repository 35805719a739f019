import { ok, type AsyncResult, type Health, type HealthCheck, type IoOptions } from '@infra/core';

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
