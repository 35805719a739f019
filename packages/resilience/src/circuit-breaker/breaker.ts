import type { CircuitChangeReason, CircuitState } from '../events.js';
import { tell } from '../observing.js';
import type { BreakerRules } from './options.js';
import type { Outcome } from './outcome.js';
import { Permit, Probes } from './probes.js';
import { createWindow, type CallWindow } from './sliding-window.js';
import type { CircuitBreakerStats } from './stats.js';

/**
 * The states of one circuit and what leads from one to the next. Every change begins a new generation, and what was admitted in an older
 * one changes nothing any more: a failure from before the outage must not undo a probe that succeeded. Time is looked at when a call
 * comes, so there is no timer.
 */
export class Breaker {
  readonly name: string;
  readonly rules: BreakerRules;
  readonly #window: CallWindow;
  readonly #probes: Probes;
  readonly #isTimed: boolean;
  #state: CircuitState = 'closed';
  #generation = 0;
  /** For all calls of a generation that need not be told apart: 10,000 permits in flight cost more than the calls. */
  #untimed: Permit = new Permit(0, 0);
  #consecutiveFailures = 0;
  #openUntilMs = 0;
  #rejected = 0;
  #opened = 0;

  constructor(name: string, rules: BreakerRules) {
    this.name = name;
    this.rules = rules;
    this.#window = createWindow(rules.slidingWindow);
    this.#probes = new Probes(rules);
    this.#isTimed = Number.isFinite(rules.slowCallRate);
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Leave to make a call, to be given back to `settle` whatever comes of it; `undefined`: it may not be made. */
  acquire(): Permit | undefined {
    switch (this.#state) {
      case 'closed':
      case 'metrics-only':
        return this.#isTimed ? new Permit(this.#generation, this.rules.clock.monotonicMs()) : this.#untimed;
      case 'disabled':
        return this.#untimed;
      case 'forced-open':
        return this.#reject();
      case 'open': {
        const nowMs = this.rules.clock.monotonicMs();
        if (nowMs < this.#openUntilMs) return this.#reject();
        this.#change('half-open', 'open-elapsed');
        return this.#probe(nowMs);
      }
      case 'half-open':
        return this.#probe(this.rules.clock.monotonicMs());
    }
  }

  settle(permit: Permit, outcome: Outcome): void {
    if (permit.generation !== this.#generation) return;
    if (this.#state === 'half-open') this.#settleProbe(permit, outcome);
    else if (this.#state !== 'disabled' && outcome !== 'ignored') this.#record(permit, outcome === 'failure');
  }

  /** How long until a call may be let through, in milliseconds; `undefined` where nobody knows. */
  retryAfterMs(): number | undefined {
    if (this.#state === 'open') return Math.max(0, this.#openUntilMs - this.rules.clock.monotonicMs());
    if (this.#state === 'half-open') return this.#probes.waitMs(this.rules.clock.monotonicMs());
    return this.#state === 'forced-open' ? undefined : 0;
  }

  transitionTo(state: CircuitState): void {
    this.#change(state, 'manual');
  }

  stats(): CircuitBreakerStats {
    const { calls, failures, slowCalls } = this.#window.totals(this.rules.clock.monotonicMs());
    const isTelling = calls >= this.rules.minimumCalls;
    return {
      name: this.name,
      state: this.#state,
      calls,
      failures,
      slowCalls,
      failureRate: isTelling ? failures / calls : undefined,
      slowCallRate: isTelling && this.#isTimed ? slowCalls / calls : undefined,
      consecutiveFailures: this.#consecutiveFailures,
      rejected: this.#rejected,
      opened: this.#opened,
      retryAfterMs: this.retryAfterMs(),
    };
  }

  #reject(): undefined {
    this.#rejected += 1;
    return undefined;
  }

  #probe(nowMs: number): Permit | undefined {
    if (this.#probes.expire(nowMs) === 'failed') this.#change('open', 'probe-failed');
    const permit = this.#state === 'half-open' ? this.#probes.admit(this.#generation, nowMs) : undefined;
    return permit ?? this.#reject();
  }

  #settleProbe(permit: Permit, outcome: Outcome): void {
    const isSlow = this.#isTimed && this.rules.clock.monotonicMs() - permit.startedMs >= this.rules.slowCallMs;
    const verdict = this.#probes.settle(permit, outcome === 'success' && isSlow ? 'failure' : outcome);
    if (verdict === 'succeeded') this.#change('closed', 'probes-succeeded');
    else if (verdict === 'failed') this.#change('open', 'probe-failed');
  }

  #record(permit: Permit, failed: boolean): void {
    const { rules } = this;
    const nowMs = this.#isTimed || 'ms' in rules.slidingWindow ? rules.clock.monotonicMs() : 0;
    this.#window.add(failed, this.#isTimed && nowMs - permit.startedMs >= rules.slowCallMs, nowMs);
    this.#consecutiveFailures = failed ? this.#consecutiveFailures + 1 : 0;
    if (this.#state !== 'closed') return;
    const reason = this.#reasonToOpen(nowMs);
    if (reason !== undefined) this.#change('open', reason);
  }

  #reasonToOpen(nowMs: number): CircuitChangeReason | undefined {
    const { rules } = this;
    if (this.#consecutiveFailures >= rules.consecutiveFailures) return 'consecutive-failures';
    if (!Number.isFinite(rules.failureRate) && !this.#isTimed) return undefined;
    const { calls, failures, slowCalls } = this.#window.totals(nowMs);
    if (calls < rules.minimumCalls) return undefined;
    if (failures / calls >= rules.failureRate) return 'failure-rate';
    return slowCalls / calls >= rules.slowCallRate ? 'slow-call-rate' : undefined;
  }

  #change(to: CircuitState, reason: CircuitChangeReason): void {
    const from = this.#state;
    this.#state = to;
    this.#generation += 1;
    this.#untimed = new Permit(this.#generation, 0);
    this.#probes.clear();
    if (to !== 'open' && to !== 'half-open') {
      this.#window.clear();
      this.#consecutiveFailures = 0;
    }
    if (to === 'open') {
      this.#opened += 1;
      this.#openUntilMs = this.rules.clock.monotonicMs() + this.rules.openMs;
    }
    tell(this.rules.onEvent, () => ({ type: 'circuit-state-changed', name: this.name, from, to, reason }));
  }
}
