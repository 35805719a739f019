import { InfraError, type InfraErrorCode } from '@infra/core';

/** The failures that every rate limiter has alike; what its SDK adds is in the adapter's own table. */
export interface RateLimitErrors {
  invalid(operation: string, problem: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
}

export function createRateLimitErrors(provider: string): RateLimitErrors {
  function failure(code: InfraErrorCode, operation: string, message: string, retryable?: boolean): InfraError {
    return new InfraError({ code, message, provider, operation: `ratelimit.${operation}`, retryable });
  }
  return {
    invalid: (operation, problem) => failure('validation', operation, problem),
    closed: (operation) =>
      failure('unavailable', operation, 'The rate limiter is closed. Keep it open as long as anything uses it.', false),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
  };
}
