import type { Clock, InfraError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { checkedFunction, checkedNumber, shown } from '../checks.js';
import { errors } from '../errors.js';
import type { OnEvent } from '../events.js';
import { MAX_DELAY_MS } from '../limits.js';

/** Which calls the rates are taken of: the last so many, or those of the last so many milliseconds. */
export type SlidingWindow = { readonly calls: number } | { readonly ms: number };

export interface HalfOpenOptions {
  /** How many calls are let through as probes, at once and altogether; the rest are refused. Default: 1. */
  readonly maxCalls?: number | undefined;
  /** How many probes must succeed for the circuit to close; it opens again when that cannot happen any more. Default: `maxCalls`. */
  readonly successThreshold?: number | undefined;
  /** How long a probe may take before it counts as failed, in milliseconds: one that hangs does not block the others. Default: 30,000. */
  readonly maxWaitMs?: number | undefined;
}

/**
 * When a circuit opens, and how it closes again. It opens by whichever threshold is reached first; without any it is five failures
 * in a row.
 */
export interface CircuitBreakerOptions {
  /** Opens after so many failures in a row. Default: 5 where no rate is given, else none. */
  readonly consecutiveFailures?: number | undefined;
  /** Opens when this share of the calls in the window failed, above 0 and up to 1. Default: none. */
  readonly failureRate?: number | undefined;
  /** Opens when this share of the calls in the window were slow, above 0 and up to 1, whatever they answered. Default: none. */
  readonly slowCallRate?: number | undefined;
  /** From how many milliseconds a call counts as slow. Demanded with `slowCallRate`. */
  readonly slowCallMs?: number | undefined;
  /** How many calls must be in the window before a rate says anything. Default: 10. */
  readonly minimumCalls?: number | undefined;
  /** A window of time moves on by a tenth of its length. Default: the last 100 calls. */
  readonly slidingWindow?: SlidingWindow | undefined;
  /** How long it stays open before it lets probes through, in milliseconds. Default: 30,000. */
  readonly openMs?: number | undefined;
  readonly halfOpen?: HalfOpenOptions | undefined;
  /** Whether an error belongs to normal operation: it then counts as a success. Asked for `unavailable`, `timeout` and `internal`. Default: none. */
  readonly isExpected?: ((error: InfraError) => boolean) | undefined;
  /** Default: the system's. Only its monotonic time is used, and no timer. */
  readonly clock?: Clock | undefined;
  /** Told of `circuit-state-changed` and `circuit-rejected`. Default: nobody. */
  readonly onEvent?: OnEvent | undefined;
}

export interface BreakerRules {
  readonly consecutiveFailures: number;
  readonly failureRate: number;
  readonly slowCallRate: number;
  readonly slowCallMs: number;
  readonly minimumCalls: number;
  readonly slidingWindow: SlidingWindow;
  readonly openMs: number;
  readonly probes: number;
  readonly successThreshold: number;
  readonly maxWaitMs: number;
  readonly isExpected: (error: InfraError) => boolean;
  readonly clock: Clock;
  readonly onEvent: OnEvent | undefined;
}

const PART = 'circuitBreaker';
const NEVER = Number.POSITIVE_INFINITY;

/** Fills in the defaults. Throws `validation` for an option that makes no sense. */
export function resolveBreaker(options: CircuitBreakerOptions): BreakerRules {
  const { halfOpen = {}, clock = systemClock, onEvent } = options;
  const hasRate = options.failureRate !== undefined || options.slowCallRate !== undefined;
  const probes = whole('halfOpen.maxCalls', halfOpen.maxCalls ?? 1);
  if (options.slowCallRate !== undefined && options.slowCallMs === undefined) {
    throw errors.invalid(PART, 'slowCallRate needs slowCallMs: from how many milliseconds is a call slow?');
  }
  return {
    consecutiveFailures: optional(options.consecutiveFailures ?? (hasRate ? undefined : 5), (count) =>
      whole('consecutiveFailures', count),
    ),
    failureRate: optional(options.failureRate, (share) => rate('failureRate', share)),
    slowCallRate: optional(options.slowCallRate, (share) => rate('slowCallRate', share)),
    slowCallMs: optional(options.slowCallMs, (ms) => duration('slowCallMs', ms)),
    minimumCalls: whole('minimumCalls', options.minimumCalls ?? 10),
    slidingWindow: checkedWindow(options.slidingWindow ?? { calls: 100 }, options.minimumCalls ?? 10, hasRate),
    openMs: duration('openMs', options.openMs ?? 30_000),
    probes,
    successThreshold: checkedNumber(PART, 'halfOpen.successThreshold', halfOpen.successThreshold ?? probes, {
      min: 1,
      max: probes,
      whole: true,
    }),
    maxWaitMs: duration('halfOpen.maxWaitMs', halfOpen.maxWaitMs ?? 30_000),
    isExpected: checkedFunction(PART, 'isExpected', options.isExpected, () => false),
    clock,
    onEvent,
  };
}

function optional(value: number | undefined, check: (value: number) => number): number {
  return value === undefined ? NEVER : check(value);
}

function whole(name: string, value: number): number {
  return checkedNumber(PART, name, value, { min: 1, whole: true });
}

function duration(name: string, value: number): number {
  return checkedNumber(PART, name, value, { min: 1, max: MAX_DELAY_MS });
}

function rate(name: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw errors.invalid(PART, `${name} must be a number above 0 and up to 1, not ${shown(value)}.`);
}

function checkedWindow(window: SlidingWindow, minimumCalls: number, hasRate: boolean): SlidingWindow {
  if ('ms' in window) return { ms: duration('slidingWindow.ms', window.ms) };
  // A window keeps a byte for each call.
  const calls = checkedNumber(PART, 'slidingWindow.calls', window.calls, { min: 1, max: 1_000_000, whole: true });
  if (hasRate && minimumCalls > calls) {
    throw errors.invalid(PART, `minimumCalls (${minimumCalls}) must fit into slidingWindow.calls (${calls}).`);
  }
  return { calls };
}
