import { err, ok, type Result } from '@infra/core';
import { createTestClock, deferred, type Deferred, type TestClock } from '@infra/conformance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCircuitBreaker, type CircuitBreaker } from '../src/index.js';
import { failure } from './vault.js';

// The breaker against a model that is as plain as it can be: lists of what happened, looked through from the start each time.

interface Rules {
  readonly consecutiveFailures: number;
  readonly failureRate: number;
  readonly minimumCalls: number;
  readonly window: number;
  readonly openMs: number;
  readonly maxCalls: number;
  readonly successThreshold: number;
  readonly maxWaitMs: number;
}

interface Running {
  readonly era: number;
  readonly startedMs: number;
  readonly answer: Deferred<Result<string>>;
  readonly result: Promise<Result<string>>;
}

class Model {
  state: 'closed' | 'open' | 'half-open' = 'closed';
  era = 0;
  openUntilMs = 0;
  outcomes: boolean[] = [];
  probes: Running[] = [];
  decided: boolean[] = [];
  readonly rules: Rules;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  admits(nowMs: number): boolean {
    if (this.state === 'open' && nowMs >= this.openUntilMs) this.enter('half-open', nowMs);
    if (this.state === 'half-open') {
      const hung = this.probes.filter(({ startedMs }) => nowMs - startedMs >= this.rules.maxWaitMs);
      this.probes = this.probes.filter((probe) => !hung.includes(probe));
      for (const _ of hung) this.decided.push(false);
      this.decide(nowMs);
    }
    if (this.state === 'closed') return true;
    return this.state === 'half-open' && this.probes.length + this.decided.length < this.rules.maxCalls;
  }

  settles(call: Running, outcome: 'success' | 'failure' | 'ignored', nowMs: number): void {
    if (call.era !== this.era) return;
    if (this.state === 'closed') {
      if (outcome === 'ignored') return;
      this.outcomes.push(outcome === 'success');
      if (this.mustOpen()) this.enter('open', nowMs);
    } else if (this.probes.includes(call)) {
      this.probes = this.probes.filter((probe) => probe !== call);
      if (outcome !== 'ignored') this.decided.push(outcome === 'success');
      this.decide(nowMs);
    }
  }

  private mustOpen(): boolean {
    const { consecutiveFailures, failureRate, minimumCalls, window } = this.rules;
    const last = this.outcomes.slice(-consecutiveFailures);
    if (last.length === consecutiveFailures && last.every((isSuccess) => !isSuccess)) return true;
    const recent = this.outcomes.slice(-window);
    const failures = recent.filter((isSuccess) => !isSuccess).length;
    return recent.length >= minimumCalls && failures / recent.length >= failureRate;
  }

  private decide(nowMs: number): void {
    const successes = this.decided.filter(Boolean).length;
    const possible = successes + this.rules.maxCalls - this.decided.length;
    if (successes >= this.rules.successThreshold) this.enter('closed', nowMs);
    else if (possible < this.rules.successThreshold) this.enter('open', nowMs);
  }

  private enter(state: 'closed' | 'open' | 'half-open', nowMs: number): void {
    this.state = state;
    this.era += 1;
    this.outcomes = [];
    this.probes = [];
    this.decided = [];
    if (state === 'open') this.openUntilMs = nowMs + this.rules.openMs;
  }
}

const rulesOf = fc
  .record({
    consecutiveFailures: fc.integer({ min: 1, max: 6 }),
    failureRate: fc.constantFrom(0.25, 0.5, 0.75, 1),
    minimumCalls: fc.integer({ min: 1, max: 4 }),
    window: fc.integer({ min: 4, max: 8 }),
    openMs: fc.integer({ min: 1, max: 100 }),
    maxCalls: fc.integer({ min: 1, max: 4 }),
    threshold: fc.integer({ min: 1, max: 4 }),
    maxWaitMs: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ threshold, ...rules }): Rules => ({ ...rules, successThreshold: Math.min(threshold, rules.maxCalls) }));

const stepOf = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ type: 'call' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('answer' as const),
      which: fc.nat(20),
      outcome: fc.constantFrom('success' as const, 'failure' as const, 'failure' as const, 'ignored' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wall' as const), ms: fc.integer({ min: -1e7, max: 1e7 }) }) },
);

const ANSWERS = { success: ok('v'), failure: err(failure()), ignored: err(failure('cancelled')) } as const;

function breakerOf(rules: Rules, clock: TestClock): CircuitBreaker {
  const { window, maxCalls, successThreshold, maxWaitMs, ...rest } = rules;
  const halfOpen = { maxCalls, successThreshold, maxWaitMs };
  return createCircuitBreaker({ ...rest, name: 'b', clock, slidingWindow: { calls: window }, halfOpen });
}

test('agrees with a simple model, whatever comes in whatever order, and whatever the wall clock does', () =>
  fc.assert(
    fc.asyncProperty(rulesOf, fc.array(stepOf, { maxLength: 80 }), async (rules, steps) => {
      const clock = createTestClock();
      const breaker = breakerOf(rules, clock);
      const model = new Model(rules);
      const running: Running[] = [];
      for (const step of steps) {
        if (step.type === 'pass') clock.advance(step.ms);
        else if (step.type === 'wall') clock.setNow(new Date(clock.now().getTime() + step.ms));
        else if (step.type === 'call') {
          const answer = deferred<Result<string>>();
          let isAsked = false;
          const result = breaker.execute(() => {
            isAsked = true;
            return answer.promise;
          });
          const isAdmitted = model.admits(clock.monotonicMs());
          expect(isAsked).toBe(isAdmitted);
          if (isAdmitted) {
            const call = { era: model.era, startedMs: clock.monotonicMs(), answer, result };
            running.push(call);
            if (model.state === 'half-open') model.probes.push(call);
          } else {
            const refused = await result;
            expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
            expect(!refused.ok && (refused.error.retryAfterMs ?? -1) >= 0).toBe(true);
          }
        } else {
          const [call] = running.splice(step.which % Math.max(1, running.length), 1);
          if (call === undefined) continue;
          call.answer.resolve(ANSWERS[step.outcome]);
          expect(await call.result).toBe(ANSWERS[step.outcome]);
          model.settles(call, step.outcome, clock.monotonicMs());
        }
        expect(breaker.state).toBe(model.state);
      }
      for (const { answer } of running) answer.resolve(ok('v'));
    }),
    { numRuns: 300 },
  ));
