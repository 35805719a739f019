import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'template';

/** What the SDK throws, by its `code`. Anything else is `internal`, not retryable. */
const CODES: ReadonlyMap<unknown, InfraErrorCode> = new Map<unknown, InfraErrorCode>([
  ['ECONNREFUSED', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ETIMEDOUT', 'timeout'],
]);

interface TemplateErrors {
  /** A wrong option: says what was given and what may be. */
  invalid(problem: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string, cause: unknown): InfraError;
  /** What the SDK or a clock threw. */
  failed(operation: string, cause: unknown): InfraError;
  /** For the time until the exposition is written; then it goes. */
  notWritten(operation: string): InfraError;
}

function failure(code: InfraErrorCode, operation: string, message: string, retryable?: boolean): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation: `metrics.${operation}`, retryable });
}

/** Every way this adapter fails. */
export const errors: TemplateErrors = {
  invalid: (problem) => failure('validation', 'create', problem),
  closed: (operation) => failure('unavailable', operation, 'The metrics are closed: close them last.', false),
  cancelled: (operation, cause) => {
    const message = 'The caller aborted the operation.';
    return new InfraError({ code: 'cancelled', message, provider: PROVIDER, operation: `metrics.${operation}`, cause });
  },
  failed: (operation, cause) => {
    if (isInfraError(cause)) return cause;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    return new InfraError({
      code: CODES.get(code) ?? 'internal',
      message: `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`,
      provider: PROVIDER,
      operation: `metrics.${operation}`,
      cause,
    });
  },
  notWritten: (operation) =>
    failure(
      'unsupported',
      operation,
      `${operation} is not written yet: write it in src/template-exposition.ts of @infra/metrics-template.`,
    ),
};
