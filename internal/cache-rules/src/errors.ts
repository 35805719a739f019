import { InfraError, type InfraErrorCode } from '@infra/core';

/** The failures that every cache has alike; what its SDK adds is in the adapter's own table. */
export interface CacheErrors {
  invalid(operation: string, problem: string): InfraError;
  notAnInteger(key: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
}

export function createCacheErrors(provider: string): CacheErrors {
  function failure(code: InfraErrorCode, operation: string, message: string, retryable?: boolean): InfraError {
    return new InfraError({ code, message, provider, operation: `cache.${operation}`, retryable });
  }
  return {
    invalid: (operation, problem) => failure('validation', operation, problem),
    notAnInteger: (key) =>
      failure(
        'conflict',
        'increment',
        `The entry ${JSON.stringify(key)} is not a safe integer, or would not stay one. Delete it, or count under another key.`,
      ),
    closed: (operation) =>
      failure('unavailable', operation, 'The cache is closed. Keep it open as long as anything uses it.', false),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
  };
}
