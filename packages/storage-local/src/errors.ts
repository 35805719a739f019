import { isInfraError, InfraError, type InfraErrorCode } from '@infra/core';
import { createStorageErrors, type StorageErrors } from '@internal/storage-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'local';

/** Failures that every storage has alike. */
export const errors: StorageErrors = createStorageErrors(PROVIDER);

interface Row {
  readonly code: InfraErrorCode;
  readonly retryable: boolean;
  /** What to do about it, in a sentence. */
  readonly advice: string;
}

const row = (code: InfraErrorCode, retryable: boolean, advice: string): Row => ({ code, retryable, advice });

const FULL = row('unavailable', true, 'The disk or the quota is full: make room.');
const DENIED = row('forbidden', false, 'This process may not do that in the folder: look at its owner and mode.');
const FILES = row('unavailable', true, 'Too many files are open: raise the limit, or read streams to their end.');
const GONE = row(
  'unavailable',
  true,
  'The file system does not answer as it should: look whether it is still mounted.',
);
const TAKEN = row('conflict', false, 'Something that is no object stands in the way: move it out of the folder.');
const UNABLE = row('unsupported', false, 'The file system cannot do it: one with hard links and long names is needed.');

/** What the file system says, by `errno`'s name. */
const ROWS: Readonly<Record<string, Row>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: row('unavailable', false, 'The file system is read-only: mount it for writing.'),
  EMFILE: FILES,
  ENFILE: FILES,
  ENOMEM: row('unavailable', true, 'The machine is out of memory.'),
  EBUSY: row('unavailable', true, 'Another program holds the file.'),
  ETXTBSY: row('unavailable', true, 'Another program holds the file.'),
  EAGAIN: row('unavailable', true, 'Another program holds the file.'),
  ETIMEDOUT: row('timeout', true, 'The file system did not answer.'),
  EIO: row('unavailable', true, 'The device failed: look at the log of the machine.'),
  ENXIO: GONE,
  ENODEV: GONE,
  ESTALE: GONE,
  ENOENT: row('unavailable', true, 'A folder went away while it was used.'),
  EBADF: row('unavailable', true, 'The file was closed while it was used.'),
  ENAMETOOLONG: row(
    'validation',
    false,
    'The path is too long for the file system: use shorter keys or a shorter root.',
  ),
  EFBIG: row('validation', false, 'The object is too large for the file system.'),
  ENOTDIR: TAKEN,
  EISDIR: TAKEN,
  EEXIST: TAKEN,
  ENOTEMPTY: TAKEN,
  ELOOP: TAKEN,
  EXDEV: row('unsupported', false, 'The whole root must be on one file system: nothing in it may be mounted.'),
  EMLINK: UNABLE,
  ENOSYS: UNABLE,
  ENOTSUP: UNABLE,
  EOPNOTSUPP: UNABLE,
  EINVAL: UNABLE,
};

const UNKNOWN = row('internal', false, 'Its cause says more.');

/** `ENOENT` and its like, of whatever was thrown. */
export function errnoOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** The one table: whatever the file system throws, as an `InfraError`. What is one already stays what it is. */
export function fromFileSystem(operation: string, cause: unknown): InfraError {
  if (isInfraError(cause)) return cause;
  const errno = errnoOf(cause);
  const { code, retryable, advice } = ROWS[errno] ?? UNKNOWN;
  const reason = errno === '' ? (cause instanceof Error ? cause.message : typeof cause) : errno;
  return failure(code, operation, `The file system says ${reason}. ${advice}`, { retryable, cause });
}

/** A symbolic link, or another thing that is neither folder nor file, where a folder should be. */
export function linkInTheWay(operation: string): InfraError {
  return failure(
    'conflict',
    operation,
    'A symbolic link stands where a folder should be. Nothing is written through it.',
  );
}

/** Other writers were faster, again and again. */
export function tooBusy(operation: string): InfraError {
  return failure('unavailable', operation, 'The object was changed by others all the time. Try again.');
}

/** The object is in its place; whether it would be there after a power failure is not known. */
export function notSynced(operation: string, cause: unknown): InfraError {
  return failure('unknown_outcome', operation, 'The write took effect, but the disk did not confirm it.', { cause });
}

/** Some of several keys could not be deleted. */
export function notAllDeleted(first: InfraError, failed: readonly string[]): InfraError {
  const { code, retryable, message, operation, cause } = first;
  return new InfraError({
    code,
    retryable,
    message: `${failed.length} of the objects were not deleted. ${message}`,
    provider: PROVIDER,
    operation,
    details: { failed },
    cause,
  });
}

function failure(
  code: InfraErrorCode,
  operation: string,
  message: string,
  more: { readonly retryable?: boolean; readonly cause?: unknown } = {},
): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation: `storage.${operation}`, ...more });
}
