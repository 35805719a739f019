import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'otel';

/** What a collector's answer means. https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
const STATUSES: ReadonlyMap<number, InfraErrorCode> = new Map([
  [400, 'validation'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [408, 'timeout'],
  [413, 'validation'],
  [429, 'rate_limited'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
]);

/** Why a collector cannot be reached, by Node's code: all of them may be over soon. */
const NETWORK: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** A wrong option: names it, and never its value, which may be a secret. */
export function invalidOption(message: string): InfraError {
  return new InfraError({ code: 'validation', message, provider: PROVIDER, operation: 'tracer.create' });
}

/** An answer that is no success. What the collector wrote is left out: it may repeat what it was sent. */
export function statusError(operation: string, status: number, retryAfterMs: number | undefined): InfraError {
  const code = STATUSES.get(status) ?? 'internal';
  const message = `The collector answered ${status}.`;
  return new InfraError({ code, message, provider: PROVIDER, operation, retryAfterMs });
}

/** What a request to the collector threw. */
export function requestError(operation: string, cause: unknown): InfraError {
  if (isInfraError(cause)) return cause;
  const reason = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const code: InfraErrorCode = NETWORK.has(reason) ? 'unavailable' : 'internal';
  const told = typeof reason === 'string' ? reason : 'for an unknown reason';
  const message = `The collector could not be asked: ${told}.`;
  return new InfraError({ code, message, provider: PROVIDER, operation, cause });
}

export function timedOut(operation: string, ms: number): InfraError {
  const message = `The collector did not answer within ${ms} ms.`;
  return new InfraError({ code: 'timeout', message, provider: PROVIDER, operation });
}

export function cancelled(operation: string, cause?: unknown): InfraError {
  const message = `${operation} was aborted by its signal.`;
  return new InfraError({ code: 'cancelled', message, provider: PROVIDER, operation, cause });
}

export function closed(operation: string): InfraError {
  const message = 'The tracer is closed.';
  return new InfraError({ code: 'unavailable', message, provider: PROVIDER, operation, retryable: false });
}

/** Spans that no collector will see. */
export function dropped(count: number, why: string, code: InfraErrorCode, cause?: unknown): InfraError {
  const message = `${count} ${count === 1 ? 'span was' : 'spans were'} dropped: ${why}.`;
  const details = { droppedSpans: count };
  return new InfraError({
    code,
    message,
    provider: PROVIDER,
    operation: 'tracer.export',
    retryable: false,
    details,
    cause,
  });
}

/** Something of OpenTelemetry, a clock or a context manager that threw. */
export function unexpected(operation: string, cause: unknown): InfraError {
  if (isInfraError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : `a thrown ${typeof cause}`;
  return new InfraError({
    code: 'internal',
    message: `${operation} failed: ${reason}`,
    provider: PROVIDER,
    operation,
    cause,
  });
}
