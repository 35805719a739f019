import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 'console';

/** What a destination throws, by its `code`. Anything else is `internal`. */
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
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
]);

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

/** Whether the same write will work as soon as the reader has caught up. */
export function isBusy(cause: unknown): boolean {
  const code = codeOf(cause);
  return code === 'EAGAIN' || code === 'EINTR';
}

/** What a destination, a context carrier or a clock threw. */
export function destinationError(cause: unknown, operation: string): InfraError {
  if (isInfraError(cause)) return cause;
  const code = CODES.get(codeOf(cause)) ?? 'internal';
  const message = `${operation} failed: ${cause instanceof Error ? cause.message : `a thrown ${typeof cause}`}`;
  return new InfraError({ code, message, provider: PROVIDER, operation, cause });
}

/** A wrong option or level: says what was given and what may be. */
export function validationError(operation: string, message: string): InfraError {
  return new InfraError({ code: 'validation', message, provider: PROVIDER, operation });
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
    message: `the destination did not flush within ${deadlineMs} ms; lines may be lost`,
    provider: PROVIDER,
    operation,
    retryable: false,
  });
}
