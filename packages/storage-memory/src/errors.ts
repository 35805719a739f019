import { InfraError } from '@infra/core';
import { createStorageErrors, type StorageErrors } from '@internal/storage-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'memory';

interface MemoryStorageErrors extends StorageErrors {
  full(operation: string, maxBytes: number): InfraError;
}

/** Every way this adapter fails. There is no SDK underneath whose failures would need a table. */
export const errors: MemoryStorageErrors = {
  ...createStorageErrors(PROVIDER),
  full: (operation, maxBytes) =>
    new InfraError({
      code: 'unavailable',
      message: `The storage holds at most ${String(maxBytes)} bytes, and this would be more. Delete objects, or raise maxBytes.`,
      provider: PROVIDER,
      operation: `storage.${operation}`,
      retryable: false,
    }),
};
