import type { InfraError, ObjectWriteOptions } from '@infra/core';
import type { StorageErrors } from './errors.js';

/** What the caller's `onProgress` has been told. */
export interface Progress {
  progress(bytes: number): void;
  finish(size: number): void;
  /** Throws again what `onProgress` threw, for a driver that swallowed it. */
  check(): void;
}

const NONE: Progress = { progress() {}, finish() {}, check() {} };

export function createProgress(
  onProgress: ObjectWriteOptions['onProgress'],
  size: number | undefined,
  errors: StorageErrors,
): Progress {
  if (onProgress === undefined) return NONE;
  let transferred = 0;
  let told: number | undefined;
  let failure: InfraError | undefined;

  function check(): void {
    if (failure !== undefined) throw failure;
  }

  function tell(transferredBytes: number): void {
    check();
    told = transferredBytes;
    try {
      onProgress?.({ transferredBytes, ...(size === undefined ? undefined : { totalBytes: size }) });
    } catch (cause) {
      failure = errors.progressFailed('put', cause);
      throw failure;
    }
  }

  return {
    progress(bytes) {
      transferred = size === undefined ? transferred + bytes : Math.min(size, transferred + bytes);
      tell(transferred);
    },
    finish(total) {
      check();
      if (told !== total) tell(total);
    },
    check,
  };
}
