import { err, InfraError, ok, type RateLimitDecision, type Result } from '@infra/core';
import { RECONNECT_MAX_MS, report } from '@internal/redis';
import type { ResolvedOptions } from './options.js';

/** What `consume` answers in place of a Redis that cannot be asked: what the options say. */
export class UnverifiedAnswers {
  private readonly options: ResolvedOptions;
  private isReported = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
  }

  /** Redis has answered again: the next outage will be reported. */
  end(): void {
    this.isReported = false;
  }

  answer(error: InfraError, cost: number): Result<RateLimitDecision> {
    const { whenUnavailable, limit, windowMs } = this.options;
    if (whenUnavailable === 'fail') return err(error);
    this.report(error);
    // A cost above the limit is never allowed, whatever Redis would say.
    const allowed = whenUnavailable === 'allow' && cost <= limit;
    const waitMs = error.retryAfterMs ?? RECONNECT_MAX_MS;
    return ok({
      allowed,
      limit,
      // Nothing is known of what is left, so nothing is promised.
      remaining: 0,
      retryAfterMs: allowed ? 0 : cost > limit ? Infinity : waitMs,
      resetAfterMs: windowMs,
      unverified: true,
    });
  }

  /** Once per outage: a busy service would report thousands a second. */
  private report(error: InfraError): void {
    if (this.isReported) return;
    this.isReported = true;
    const { code, retryable, provider, operation, retryAfterMs, cause } = error;
    const does = this.options.whenUnavailable === 'allow' ? 'allows every call' : 'denies every call';
    const message = `The rate limiter ${does} until Redis answers again. ${error.message}`;
    report(
      this.options.onError,
      new InfraError({ code, message, retryable, provider, operation, retryAfterMs, cause }),
    );
  }
}
