import { InfraError } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

export function closedError(operation: string): InfraError {
  const message = `${operation} after close: close it last`;
  return new InfraError({ code: 'unavailable', message, provider: PROVIDER, operation, retryable: false });
}

export function cancelledError(operation: string, cause: unknown): InfraError {
  const message = `${operation} was aborted by its signal`;
  return new InfraError({ code: 'cancelled', message, provider: PROVIDER, operation, cause });
}

/** What a clock threw, or what a caller's value threw while it was read. */
export function thrownError(cause: unknown, operation: string): InfraError {
  return InfraError.from(cause, PROVIDER, operation);
}
