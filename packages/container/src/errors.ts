import { InfraError, isInfraError, type InfraErrorCode, type InfraErrorJson } from '@infra/core';

/** One service that did not close. */
export interface CloseFailure {
  readonly service: string;
  /** Whether it gave no answer in time; else it answered with a failure. */
  readonly hangs: boolean;
  readonly error: InfraError;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === 'string' ? cause : `a thrown ${cause === null ? 'null' : typeof cause}`;
}

/** The code of what went wrong below, so that the caller can act upon it; what is not an `InfraError` is a bug. */
function codeOf(cause: unknown): InfraErrorCode {
  return isInfraError(cause) ? cause.code : 'internal';
}

function errorOf(
  operation: string,
  code: InfraErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): InfraError {
  const retryable = isInfraError(cause) ? cause.retryable : undefined;
  return new InfraError({ code, message, provider: 'container', operation, retryable, details, cause });
}

/** Why a service could not be made or started. */
export function startFailed(service: string, phase: 'make' | 'start', cause: unknown): InfraError {
  const message = `the service '${service}' did not start: ${reasonOf(cause)}`;
  return errorOf('container.start', codeOf(cause), message, { service, phase }, cause);
}

export function startTooSlow(service: string, phase: 'make' | 'start', deadlineMs: number): InfraError {
  const message = `the service '${service}' did not start within ${deadlineMs} ms: ${phase === 'make' ? 'its factory' : 'its start()'} hangs`;
  return errorOf('container.start', 'timeout', message, { service, phase });
}

export function startCancelled(service: string, cause: unknown): InfraError {
  return errorOf(
    'container.start',
    'cancelled',
    `the start was cancelled at the service '${service}'`,
    { service },
    cause,
  );
}

/** The same failure of a start, with what then also failed to close. */
export function withCloseFailures(error: InfraError, failures: readonly CloseFailure[]): InfraError {
  if (failures.length === 0) return error;
  const details = { ...error.details, closeFailures: failures.map(toData) };
  const message = `${error.message}; afterwards ${describe(failures)}`;
  return new InfraError({ ...options(error), message, details });
}

/** A service answered `close()` with a failure. */
export function closeFailed(service: string, cause: unknown): CloseFailure {
  const message = `the service '${service}' did not close: ${reasonOf(cause)}`;
  return {
    service,
    hangs: false,
    error: errorOf('container.close', codeOf(cause), message, { service }, cause),
  };
}

/** A service gave no answer to `close()`. */
export function closeTooSlow(service: string, deadlineMs: number): CloseFailure {
  const message = `the service '${service}' did not close within ${Math.round(deadlineMs)} ms: it hangs`;
  return { service, hangs: true, error: errorOf('container.close', 'timeout', message, { service }) };
}

/** The one error of `close()`: names every service that failed or hangs. Closing again would change nothing. */
export function notClosed(failures: readonly CloseFailure[], total: number): InfraError {
  const hanging = failures.filter((failure) => failure.hangs).map((failure) => failure.service);
  const causes = failures.map((failure) => failure.error);
  const [first] = causes;
  return new InfraError({
    code: hanging.length > 0 ? 'timeout' : (first?.code ?? 'internal'),
    message: `${failures.length} of ${total} services did not close: ${describe(failures)}`,
    provider: 'container',
    operation: 'container.close',
    retryable: false,
    details: { hanging, failures: failures.map(toData) },
    cause: causes.length === 1 ? first : new AggregateError(causes, 'several services did not close'),
  });
}

function options(error: InfraError): Omit<ConstructorParameters<typeof InfraError>[0], 'message' | 'details'> {
  const { code, provider, operation, retryable, retryAfterMs, cause } = error;
  return { code, provider, operation, retryable, retryAfterMs, cause };
}

function describe(failures: readonly CloseFailure[]): string {
  return failures.map(({ service, hangs, error }) => `'${service}' ${hangs ? 'hangs' : reason(error)}`).join(', ');
}

function reason(error: InfraError): string {
  return `failed (${reasonOf(error.cause)})`;
}

function toData({ service, hangs, error }: CloseFailure): { service: string; hangs: boolean; error: InfraErrorJson } {
  return { service, hangs, error: error.toJSON() };
}
