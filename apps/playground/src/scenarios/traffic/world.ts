import type { Cache, Logger, ObjectStorage, RateLimiter } from '@infra/core';
import type { Time } from '../../time.js';
import type { Product } from '../catalogue/products.js';
import type { Step } from '../scenario.js';

export type TrafficParam = 'seconds' | 'rate' | 'seed';

export interface TrafficWorld {
  readonly params: Readonly<Record<TrafficParam, number>>;
  readonly cache: Cache<Product>;
  readonly storage: ObjectStorage;
  readonly ratelimit: RateLimiter;
  readonly logger: Logger;
  /** What the keys of the receipts begin with. */
  readonly receipts: string;
  readonly shelf: readonly Product[];
  /** The keys of the receipts so far. */
  readonly stored: string[];
  readonly random: () => number;
  readonly time: Time;
  readonly signal: AbortSignal;
}

export type TrafficStep = Step<TrafficParam, TrafficWorld>;

/** What is allowed to go wrong: one in a hundred. */
export function isBearable(failed: number, of: number): boolean {
  return failed * 100 <= of;
}

/** `3 unavailable, 1 timeout`. */
export function tally(codes: ReadonlyMap<string, number>): string {
  return [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
}
