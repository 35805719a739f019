import type { HealthCheck } from '@infra/core';
import { errors } from './errors.js';

/** Whom a check asks: `process` nobody outside this process, which is what liveness may ask; `dependency` anybody. */
export type Asks = 'process' | 'dependency';

export interface CheckOptions {
  /** Whether the whole is `down` when this one is; else it is `degraded`. Default: true. */
  readonly critical?: boolean | undefined;
  /** How long it may take to answer, in milliseconds, before it is `down`. Default: that of `createHealth`. */
  readonly timeoutMs?: number | undefined;
  /** How long its answer is good, in milliseconds; 0 asks at every probe. Default: that of `createHealth`. */
  readonly cacheMs?: number | undefined;
}

/** Something to ask, under a name. Made by `check` and the ready-made checks. */
export interface Check<A extends Asks = Asks> {
  readonly name: string;
  readonly asks: A;
  readonly target: HealthCheck;
  readonly options: CheckOptions;
  /** Ends what the check started. Called by `close()` of the health that it was given to. */
  readonly close?: () => void;
}

/**
 * Checks whatever has a `health()`: an adapter of any port, an app of `@infra/container`, an object of your own.
 * Throws a `validation` error for an empty name and for a target without `health()`.
 *
 * @example check('cache', cache, { critical: false })
 */
export function check(name: string, target: HealthCheck, options: CheckOptions = {}): Check<'dependency'> {
  if (typeof name !== 'string' || name === '') throw errors.invalid('check', 'A check needs a name.');
  // Plain JavaScript may hand in anything.
  if (typeof (target as Partial<HealthCheck> | undefined)?.health !== 'function') {
    throw errors.invalid('check', `What ${JSON.stringify(name)} is to check has no health().`);
  }
  return { name, asks: 'dependency', target, options };
}
