import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'template';

/** What the destination throws, by its `code`. Anything else is `internal`. */
const CODES: ReadonlyMap<unknown, InfraErrorCode> = new Map<unknown, InfraErrorCode>([
  ['EPIPE', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ENOSPC', 'unavailable'],
  ['EACCES', 'forbidden'],
]);

interface TemplateErrors {
  /** A wrong option or level: says what was given and what may be. */
  invalid(operation: string, problem: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
  /** What the destination, a context carrier or a clock threw. */
  failed(operation: string, cause: unknown): InfraError;
  /** For the time until the destination is written; then it goes. */
  notWritten(operation: string): InfraError;
}

function failure(code: InfraErrorCode, operation: string, message: string, retryable?: boolean): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation: `logger.${operation}`, retryable });
}

/** Every way this adapter fails. */
export const errors: TemplateErrors = {
  invalid: (operation, problem) => failure('validation', operation, problem),
  closed: (operation) => failure('unavailable', operation, 'The logger is closed: close it last.', false),
  cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
  failed: (operation, cause) => {
    if (isInfraError(cause)) return cause;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    return new InfraError({
      code: CODES.get(code) ?? 'internal',
      message: `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`,
      provider: PROVIDER,
      operation: `logger.${operation}`,
      cause,
    });
  },
  notWritten: (operation) =>
    failure(
      'unsupported',
      operation,
      `${operation} is not written yet: write it in src/template-destination.ts of @infra/logger-template.`,
    ),
};
