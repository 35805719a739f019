import { AsyncLocalStorage } from 'node:async_hooks';
import type { Layer, Result } from '@infra/core';
import type { ResilienceEvent } from '@infra/resilience';

/** One try of a call. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startUs: number;
  /** `undefined`: it goes on, though its call may have given up on it. */
  endUs?: number;
  code?: string;
  error?: string;
  readonly flags: Set<string>;
}

/** What the layers did about one call, in the words that spans have for it. */
export class CallTrail {
  readonly attempts: Attempt[] = [];
  /** About the call as a whole. */
  readonly flags = new Set<string>();
  /** When it got in line for the bulkhead, if it had to. */
  queuedUs: number | undefined;
  readonly #nowUs: () => number;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  begin(number: number): Attempt {
    const attempt: Attempt = { number, startUs: this.#nowUs(), flags: new Set() };
    this.attempts.push(attempt);
    return attempt;
  }

  end(attempt: Attempt, result: Result<unknown>): void {
    attempt.endUs = this.#nowUs();
    if (result.ok) return;
    attempt.code = result.error.code;
    attempt.error = result.error.message;
  }

  /** About the attempt under way, and so about the call. */
  flag(flag: string): void {
    this.attempts.at(-1)?.flags.add(flag);
    this.flags.add(flag);
  }

  /** An event of a layer around this call. */
  tell(event: ResilienceEvent): void {
    if (event.type === 'bulkhead-queued') this.queuedUs = this.#nowUs();
    const flag = flagOf(event);
    if (flag !== undefined) this.flag(flag);
  }

  /** Whether there is more to show than the call itself. */
  get isEventful(): boolean {
    return this.attempts.length > 1 || this.flags.size > 0;
  }

  /** Whether the adapter was not asked in the end: what failed then is not among its own counts. */
  get missedAdapter(): boolean {
    return NOT_ASKED.some((flag) => this.flags.has(flag));
  }
}

const NOT_ASKED = ['injected', 'rejected', 'limited', 'full', 'timed out'];

function flagOf(event: ResilienceEvent): string | undefined {
  switch (event.type) {
    case 'circuit-state-changed':
      return `breaker ${event.to}`;
    case 'circuit-rejected':
      return 'rejected';
    case 'timed-out':
      return 'timed out';
    case 'bulkhead-queued':
      return 'queued';
    case 'bulkhead-rejected':
      return 'full';
    case 'rate-limited':
      return 'limited';
    case 'rate-limiter-failed':
      return 'limiter failed';
    case 'retry-exhausted':
      return event.reason === 'attempts' ? 'gave up' : `gave up: ${event.reason}`;
    default:
      return undefined;
  }
}

/** Which call is under way where: layers are made once for a composition, and calls belong to runs. */
export class CallTrails {
  readonly #storage = new AsyncLocalStorage<CallTrail | undefined>();

  /** `undefined`: nobody records this call. */
  get current(): CallTrail | undefined {
    return this.#storage.getStore();
  }

  run<T>(trail: CallTrail, work: () => T): T {
    return this.#storage.run(trail, work);
  }

  /** Runs what is no part of the call that has brought it about: a handler, in the same process as whoever added its job. */
  apart<T>(work: () => T): T {
    return this.#storage.run(undefined, work);
  }

  /** Goes around every attempt. */
  readonly attempts: Layer = (next) => async (call) => {
    const trail = this.current;
    if (trail === undefined) return next(call);
    const attempt = trail.begin(call.attempt ?? 1);
    const result = await next(call);
    trail.end(attempt, result);
    return result;
  };
}
