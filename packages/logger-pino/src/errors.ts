import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'pino';

/** What a destination, a transport or pino itself fails with, by its `code`. Anything else is `internal`. */
const CODES: ReadonlyMap<unknown, InfraErrorCode> = new Map<unknown, InfraErrorCode>([
  ['EPIPE', 'unavailable'],
  ['EBADF', 'unavailable'],
  ['EIO', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ENOSPC', 'unavailable'],
  ['EDQUOT', 'unavailable'],
  ['EFBIG', 'unavailable'],
  ['ERR_STREAM_DESTROYED', 'unavailable'],
  ['ERR_STREAM_WRITE_AFTER_END', 'unavailable'],
  ['ENOENT', 'not_found'],
  ['ENOTDIR', 'not_found'],
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
  ['EROFS', 'forbidden'],
]);

/** What pino's streams throw without a code. */
const GONE = /^(?:SonicBoom destroyed|the worker (?:has|thread) exited|the worker is ending)$/;

function codeOf(cause: unknown): InfraErrorCode {
  if (typeof cause !== 'object' || cause === null) return 'internal';
  if (cause instanceof Error && GONE.test(cause.message)) return 'unavailable';
  return ('code' in cause ? CODES.get(cause.code) : undefined) ?? 'internal';
}

/** What pino, a destination, a context carrier or a clock threw. */
export function pinoError(cause: unknown, operation: string): InfraError {
  if (isInfraError(cause)) return cause;
  const message = `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`;
  return new InfraError({ code: codeOf(cause), message, provider: PROVIDER, operation, cause });
}

/** Descriptors that cannot be synced to disk (a pipe, a terminal) say so after everything was written. */
export function isUnsyncable(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'fsync';
}

/** A wrong option or level: says what was given and what may be. */
export function validationError(operation: string, message: string): InfraError {
  return new InfraError({ code: 'validation', message, provider: PROVIDER, operation });
}

export function keptError(): InfraError {
  return new InfraError({
    code: 'unavailable',
    message: 'the destination could not write every line, and keeps the rest for later',
    provider: PROVIDER,
    operation: 'logger.flush',
  });
}

export function closedError(operation: string): InfraError {
  return new InfraError({
    code: 'unavailable',
    message: 'the logger is closed: close it last',
    provider: PROVIDER,
    operation,
    retryable: false,
  });
}

export function cancelledError(operation: string, cause: unknown): InfraError {
  return new InfraError({
    code: 'cancelled',
    message: `${operation} was aborted by its signal`,
    provider: PROVIDER,
    operation,
    cause,
  });
}

export function deadlineError(operation: string, deadlineMs: number): InfraError {
  return new InfraError({
    code: 'timeout',
    message: `the destination did not take every line within ${deadlineMs} ms; lines may be lost`,
    provider: PROVIDER,
    operation,
    retryable: false,
  });
}
