import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

/** The failures that every storage has alike; what its SDK adds is in the adapter's own table. `operation` is without the port's name. */
export interface StorageErrors {
  invalid(operation: string, problem: string, details?: ErrorDetails): InfraError;
  noBucket(operation: string, bucket: string): InfraError;
  noObject(operation: string, key: string): InfraError;
  objectExists(operation: string, key: string): InfraError;
  bucketExists(operation: string, bucket: string): InfraError;
  bucketNotEmpty(operation: string, bucket: string): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
  /** The caller's own stream failed. */
  bodyFailed(operation: string, cause: unknown): InfraError;
  /** The caller's `onProgress` threw. */
  progressFailed(operation: string, cause: unknown): InfraError;
  /** The provider's answer ended before its time, or went on after it. */
  wrongSize(operation: string, expected: number, actual: number): InfraError;
  /** What the adapter's table does not know. An `InfraError` stays what it is. */
  unexpected(operation: string, cause: unknown): InfraError;
}

export function createStorageErrors(provider: string): StorageErrors {
  function failure(
    code: InfraErrorCode,
    operation: string,
    message: string,
    more: { readonly retryable?: boolean; readonly details?: ErrorDetails | undefined; readonly cause?: unknown } = {},
  ): InfraError {
    return new InfraError({ code, message, provider, operation: `storage.${operation}`, ...more });
  }
  const quoted = (name: string): string => JSON.stringify(name);
  return {
    invalid: (operation, problem, details) => failure('validation', operation, problem, { details }),
    noBucket: (operation, bucket) =>
      failure(
        'not_found',
        operation,
        `There is no bucket ${quoted(bucket)}. Create it with buckets.create(), or check the name.`,
        {
          details: { bucket },
        },
      ),
    noObject: (operation, key) =>
      failure('not_found', operation, `There is no object ${quoted(key)}.`, { details: { key } }),
    objectExists: (operation, key) =>
      failure(
        'conflict',
        operation,
        `There is an object ${quoted(key)} already, and ifNoneMatch: '*' forbids to replace it.`,
        {
          details: { key },
        },
      ),
    bucketExists: (operation, bucket) =>
      failure('conflict', operation, `There is a bucket ${quoted(bucket)} already.`, { details: { bucket } }),
    bucketNotEmpty: (operation, bucket) =>
      failure(
        'conflict',
        operation,
        `The bucket ${quoted(bucket)} holds objects. Empty it first with buckets.empty().`,
        {
          details: { bucket },
        },
      ),
    closed: (operation) =>
      failure('unavailable', operation, 'The storage is closed. Keep it open as long as anything uses it.', {
        retryable: false,
      }),
    cancelled: (operation) => failure('cancelled', operation, 'The caller aborted the operation.'),
    bodyFailed: (operation, cause) =>
      failure('internal', operation, "The body's own stream failed. Its error is the cause; nothing was stored.", {
        cause,
      }),
    progressFailed: (operation, cause) =>
      failure('internal', operation, 'onProgress threw, which it must not. Its error is the cause.', { cause }),
    wrongSize: (operation, expected, actual) =>
      failure(
        'unavailable',
        operation,
        `The content has ${String(expected)} bytes, and ${String(actual)} arrived. Read it again.`,
      ),
    unexpected: (operation, cause) => InfraError.from(cause, provider, `storage.${operation}`),
  };
}
