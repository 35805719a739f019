import { InfraError } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

/** A wrong option: says what was given and what may be. */
export function optionError(port: string, name: string, given: unknown, allowed: string): InfraError {
  const shown = typeof given === 'string' ? `'${given}'` : typeof given === 'object' ? 'an object' : String(given);
  return new InfraError({
    code: 'validation',
    message: `the option ${name} is ${shown}; allowed: ${allowed}`,
    provider: PROVIDER,
    operation: `${port}.create`,
  });
}

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
