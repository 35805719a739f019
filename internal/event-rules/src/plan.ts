import type { SubscribeOptions } from '@infra/core';
import { backoffProblem, DEFAULT_BACKOFF, duration, whole } from '@internal/handler-rules';
import { nameProblem } from '@internal/names';
import type { AnyEventHandler, SubscriptionPlan } from './driver.js';
import { patternProblem } from './pattern.js';

/** The first attempt and three more. */
const DEFAULT_ATTEMPTS = 4;

/** The subscription that is asked for, or why there is no such one. */
export function planOf(pattern: string, handler: unknown, options: SubscribeOptions): SubscriptionPlan | string {
  if (typeof options !== 'object' || options === null) return 'subscribe needs options with a group.';
  const { group, concurrency = 1, attempts = DEFAULT_ATTEMPTS, backoff = DEFAULT_BACKOFF, timeoutMs } = options;
  const problem =
    patternProblem(pattern) ??
    nameProblem('group', group) ??
    whole('concurrency', concurrency, 1, 100_000) ??
    whole('attempts', attempts, 1, 1_000_000) ??
    backoffProblem(backoff) ??
    duration('timeoutMs', timeoutMs, 1);
  if (problem !== undefined) return problem;
  return isHandler(handler)
    ? { group, pattern, handler, concurrency, attempts, backoff, timeoutMs }
    : 'The handler must be a function.';
}

/** Which events it takes the compiler has checked, against the caller's types. */
function isHandler(candidate: unknown): candidate is AnyEventHandler {
  return typeof candidate === 'function';
}
