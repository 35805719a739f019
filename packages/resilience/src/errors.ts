import { InfraError, type Call, type ErrorDetails, type InfraErrorCode } from '@infra/core';

/** Whom an error is about. A `Call` fits. */
export type Subject = Pick<Call, 'port' | 'provider' | 'operation'>;

interface Failure {
  readonly code: InfraErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

export function operationOf({ port, operation }: Subject): string {
  return port === '' ? operation : `${port}.${operation}`;
}

function failure(subject: Subject, { retryAfterMs, ...rest }: Failure): InfraError {
  return new InfraError({
    ...rest,
    provider: subject.provider,
    operation: operationOf(subject),
    // Rounded up: who comes back a fraction of a millisecond early is refused again.
    retryAfterMs: retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs),
  });
}

export interface Exhaustion {
  readonly reason: 'attempts' | 'deadline' | 'budget';
  readonly failures: readonly InfraError[];
}

interface Errors {
  /** The one error that is thrown: an option that makes no sense. */
  invalid(part: string, message: string): InfraError;
  circuitOpen(subject: Subject, name: string, state: string, retryAfterMs: number | undefined): InfraError;
  timedOut(subject: Subject, limitMs: number): InfraError;
  cancelled(subject: Subject, during: string, cause?: InfraError): InfraError;
  exhausted(subject: Subject, last: InfraError, exhaustion: Exhaustion): InfraError;
  bulkheadFull(subject: Subject, maxConcurrent: number, maxQueue: number): InfraError;
  queuedTooLong(subject: Subject, limitMs: number): InfraError;
  rateLimited(subject: Subject, retryAfterMs: number, details: ErrorDetails): InfraError;
  limiterUnavailable(subject: Subject, cause: InfraError): InfraError;
  /** What a layer or port threw, against its contract. */
  thrown(subject: Subject, cause: unknown): InfraError;
}

const REASONS: Readonly<Record<Exhaustion['reason'], string>> = {
  attempts: 'as often as maxAttempts allows',
  deadline: 'and the next attempt would begin after the deadline',
  budget: 'and the retry budget is used up',
};

/** Every way in which these layers fail by themselves. What the provider answered passes through. */
export const errors: Errors = {
  invalid: (part, message) =>
    new InfraError({ code: 'validation', message, provider: 'resilience', operation: `${part}.create` }),
  circuitOpen: (subject, name, state, retryAfterMs) =>
    failure(subject, {
      code: 'unavailable',
      message: `The circuit breaker ${name} is ${state}: the call was not made.`,
      retryAfterMs,
      details: { circuitBreaker: name, state },
    }),
  timedOut: (subject, limitMs) =>
    failure(subject, {
      code: 'timeout',
      message: `No answer within ${limitMs} ms.`,
      details: { limitMs },
    }),
  cancelled: (subject, during, cause) =>
    failure(subject, { code: 'cancelled', message: `The caller cancelled it while ${during}.`, cause }),
  exhausted: (subject, last, { reason, failures }) =>
    failure(subject, {
      code: last.code,
      message: `${last.message} Tried ${times(failures.length)}, ${REASONS[reason]}.`,
      retryable: false,
      retryAfterMs: last.retryAfterMs,
      details: { ...last.details, reason, attempts: failures.map((attempt) => attempt.toJSON()) },
      cause: failures.length === 1 ? last : new AggregateError(failures, `${failures.length} attempts failed.`),
    }),
  bulkheadFull: (subject, maxConcurrent, maxQueue) =>
    failure(subject, {
      code: 'unavailable',
      message: `${maxConcurrent} calls are running and ${maxQueue} are waiting: the bulkhead is full.`,
      details: { maxConcurrent, maxQueue },
    }),
  queuedTooLong: (subject, limitMs) =>
    failure(subject, {
      code: 'timeout',
      message: `The call waited ${limitMs} ms for its turn and was not made.`,
      details: { queueTimeoutMs: limitMs },
    }),
  rateLimited: (subject, retryAfterMs, details) =>
    failure(subject, {
      code: 'rate_limited',
      message: `The rate limit is reached: the call was not made. Come back in ${Math.ceil(retryAfterMs)} ms.`,
      retryAfterMs,
      details,
    }),
  limiterUnavailable: (subject, cause) =>
    failure(subject, {
      code: 'unavailable',
      message: `The rate limiter could not be asked (${cause.code}), and fails closed: the call was not made.`,
      retryAfterMs: cause.retryAfterMs,
      cause,
    }),
  thrown: (subject, cause) => InfraError.from(cause, subject.provider, operationOf(subject)),
};

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
