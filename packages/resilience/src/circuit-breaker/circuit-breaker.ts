import { err, type AsyncResult, type InfraError, type Result } from '@infra/core';
import { checkedWord, shown } from '../checks.js';
import { errors } from '../errors.js';
import type { CallEvent, CircuitState } from '../events.js';
import { tell } from '../observing.js';
import { Breaker } from './breaker.js';
import { resolveBreaker, type BreakerRules, type CircuitBreakerOptions } from './options.js';
import { outcomeOf } from './outcome.js';
import type { CircuitBreakerStats } from './stats.js';

/** One circuit. Layers and functions that share it open and close together. */
export interface CircuitBreaker {
  readonly name: string;
  /** As it was left by the last call: `open` stays until a call finds that its time is over. */
  readonly state: CircuitState;
  stats(): CircuitBreakerStats;
  /**
   * Makes the call, or answers `unavailable` at once. What `work` throws, against its contract, becomes `internal`.
   *
   * @param about whom a refusal names; `work` is handed it. Default: `application` and the breaker's name
   */
  execute<T>(work: () => AsyncResult<T>): AsyncResult<T>;
  execute<T, About extends CallEvent>(work: (about: About) => AsyncResult<T>, about: About): AsyncResult<T>;
  /**
   * By hand: `closed` (counts begin anew), `open`, `half-open`, `forced-open` (refuses until told otherwise), `disabled` (lets
   * everything through and counts nothing), `metrics-only` (lets everything through and counts).
   */
  transitionTo(state: CircuitState): void;
}

export interface NamedCircuitBreakerOptions extends CircuitBreakerOptions {
  /** What errors, events and stats call it: the name of a dependency, never of a user or key. */
  readonly name: string;
}

const STATES: readonly CircuitState[] = ['closed', 'open', 'half-open', 'forced-open', 'disabled', 'metrics-only'];

/**
 * A circuit breaker on its own, for whatever returns an `AsyncResult`. For ports there is the layer `circuitBreaker`.
 *
 * @throws `validation` for options that make no sense
 */
export function createCircuitBreaker(options: NamedCircuitBreakerOptions): CircuitBreaker {
  const { name } = options;
  if (typeof name !== 'string' || name === '') {
    throw errors.invalid('circuitBreaker', `name must be a text that is not empty, not ${shown(name)}.`);
  }
  return circuitBreakerOf(name, resolveBreaker(options));
}

/** A breaker by rules that were checked before. */
export function circuitBreakerOf(name: string, rules: BreakerRules): CircuitBreaker {
  const breaker = new Breaker(name, rules);
  const itself: CallEvent = { port: '', provider: 'application', operation: name };
  return {
    name,
    get state() {
      return breaker.state;
    },
    stats: () => breaker.stats(),
    execute: <T>(work: (about: CallEvent) => AsyncResult<T>, about: CallEvent = itself) =>
      execute(breaker, work, about),
    transitionTo: (state) => breaker.transitionTo(checkedWord('circuitBreaker', 'state', state, STATES)),
  };
}

/** One call through a breaker. However it ends, its permit goes back. */
async function execute<T, About extends CallEvent>(
  breaker: Breaker,
  work: (about: About) => AsyncResult<T>,
  about: About,
): AsyncResult<T> {
  const permit = breaker.acquire();
  if (permit === undefined) return err(refusal(breaker, about));
  let result: Result<T>;
  try {
    result = await work(about);
  } catch (cause) {
    result = err(errors.thrown(about, cause));
  }
  breaker.settle(permit, outcomeOf(result, breaker.rules.isExpected));
  return result;
}

function refusal(breaker: Breaker, { port, provider, operation }: CallEvent): InfraError {
  const { name, state } = breaker;
  const retryAfterMs = breaker.retryAfterMs();
  const about: CallEvent = { port, provider, operation };
  tell(breaker.rules.onEvent, () => ({ ...about, type: 'circuit-rejected', name, retryAfterMs }));
  return errors.circuitOpen(about, name, state, retryAfterMs);
}
