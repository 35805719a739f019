import type { BreakerRules } from './options.js';
import type { Outcome } from './outcome.js';

/** Leave to make one call, in one generation of a breaker. */
export class Permit {
  readonly generation: number;
  readonly startedMs: number;

  constructor(generation: number, startedMs: number) {
    this.generation = generation;
    this.startedMs = startedMs;
  }
}

export type Verdict = 'succeeded' | 'failed' | 'undecided';

/**
 * The probes of one half-open era. Those that run and those that are decided never exceed `probes`, so the era is decided with the
 * last of them at the latest: enough have succeeded, or enough have failed that no more can. A probe that says nothing gives its
 * place back; one that hangs counts as failed when its time is over, which is looked at when a call comes.
 */
export class Probes {
  readonly #rules: BreakerRules;
  /** In the order in which they began. */
  readonly #running: Set<Permit> = new Set();
  #succeeded = 0;
  #failed = 0;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  admit(generation: number, nowMs: number): Permit | undefined {
    if (this.#running.size + this.#succeeded + this.#failed >= this.#rules.probes) return undefined;
    const permit = new Permit(generation, nowMs);
    this.#running.add(permit);
    return permit;
  }

  settle(permit: Permit, outcome: Outcome): Verdict {
    // One that expired was counted then.
    if (!this.#running.delete(permit)) return 'undecided';
    if (outcome === 'success') this.#succeeded += 1;
    else if (outcome === 'failure') this.#failed += 1;
    return this.#verdict();
  }

  /** Counts those that have run for too long as failed. */
  expire(nowMs: number): Verdict {
    for (const permit of this.#running) {
      if (nowMs - permit.startedMs < this.#rules.maxWaitMs) break;
      this.#running.delete(permit);
      this.#failed += 1;
    }
    return this.#verdict();
  }

  /** How long until a place is free at the latest; 0 while there is one. */
  waitMs(nowMs: number): number {
    const [oldest] = this.#running;
    if (oldest === undefined || this.#running.size + this.#succeeded + this.#failed < this.#rules.probes) return 0;
    return Math.max(0, oldest.startedMs + this.#rules.maxWaitMs - nowMs);
  }

  clear(): void {
    this.#running.clear();
    this.#succeeded = 0;
    this.#failed = 0;
  }

  #verdict(): Verdict {
    if (this.#succeeded >= this.#rules.successThreshold) return 'succeeded';
    return this.#failed > this.#rules.probes - this.#rules.successThreshold ? 'failed' : 'undecided';
  }
}
