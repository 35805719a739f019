import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';
import { createRateLimitErrors, type RateLimitErrors } from '@internal/ratelimit-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'template';

/** What the SDK throws, by its `code`. Anything else is `internal`, not retryable. */
const CODES: ReadonlyMap<unknown, InfraErrorCode> = new Map<unknown, InfraErrorCode>([
  ['ECONNREFUSED', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ETIMEDOUT', 'timeout'],
]);

interface TemplateErrors extends RateLimitErrors {
  /** What the SDK threw. */
  failed(operation: string, cause: unknown): InfraError;
  /** For the time until the driver is written; then it goes. */
  notWritten(operation: string): InfraError;
}

/** Every way this adapter fails. */
export const errors: TemplateErrors = {
  ...createRateLimitErrors(PROVIDER),
  failed: (operation, cause) => {
    if (isInfraError(cause)) return cause;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    return new InfraError({
      code: CODES.get(code) ?? 'internal',
      message: `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`,
      provider: PROVIDER,
      operation: `ratelimit.${operation}`,
      cause,
    });
  },
  notWritten: (operation) =>
    new InfraError({
      code: 'unsupported',
      message: `${operation} is not written yet: write it in src/template-driver.ts of @infra/ratelimit-template.`,
      provider: PROVIDER,
      operation: `ratelimit.${operation}`,
    }),
};
