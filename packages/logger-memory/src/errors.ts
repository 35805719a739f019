import { InfraError, isInfraError } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

/** What a context carrier or a clock threw. There is nothing else here that fails. */
export function thrownError(cause: unknown, operation: string): InfraError {
  if (isInfraError(cause)) return cause;
  const message = `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`;
  return new InfraError({ code: 'internal', message, provider: PROVIDER, operation, cause });
}

/** A wrong option or level: says what was given and what may be. */
export function validationError(operation: string, message: string): InfraError {
  return new InfraError({ code: 'validation', message, provider: PROVIDER, operation });
}

export function closedError(operation: string): InfraError {
  return new InfraError({
    code: 'unavailable',
    message: 'the logger is closed: close it last',
    provider: PROVIDER,
    operation,
    retryable: false,
  });
}

export function cancelledError(operation: string, cause: unknown): InfraError {
  return new InfraError({
    code: 'cancelled',
    message: `${operation} was aborted by its signal`,
    provider: PROVIDER,
    operation,
    cause,
  });
}
