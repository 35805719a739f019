import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';
import { createCacheErrors, type CacheErrors } from '@internal/cache-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'template';

/** What the SDK throws, by its `code`. Anything else is `internal`. Without an SDK underneath, this and `failed` go. */
const CODES: ReadonlyMap<unknown, InfraErrorCode> = new Map<unknown, InfraErrorCode>([
  ['ECONNREFUSED', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ETIMEDOUT', 'timeout'],
]);

interface TemplateErrors extends CacheErrors {
  /** The one way of a failure of the SDK into an `InfraError`; keeps it as the cause. */
  failed(operation: string, cause: unknown): InfraError;
  /** For the time until the store is written; then it goes. */
  notWritten(operation: string): InfraError;
}

/** Every way this adapter fails. */
export const errors: TemplateErrors = {
  ...createCacheErrors(PROVIDER),
  failed: (operation, cause) => {
    if (isInfraError(cause)) return cause;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    return new InfraError({
      code: CODES.get(code) ?? 'internal',
      message: `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`,
      provider: PROVIDER,
      operation: `cache.${operation}`,
      cause,
    });
  },
  notWritten: (operation) =>
    new InfraError({
      code: 'unsupported',
      message: `${operation} is not written yet: write it in src/template-store.ts of @infra/cache-template.`,
      provider: PROVIDER,
      operation: `cache.${operation}`,
    }),
};
