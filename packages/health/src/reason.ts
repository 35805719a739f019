import { isInfraError, isOperational } from '@infra/core';
import { createRedactor, isLoggableRecord } from '@internal/redaction';

/** A reason is for a line of a dashboard. */
const MAX_LENGTH = 300;

const redact = createRedactor();

/** A text that somebody gave as the reason: passwords in URLs replaced, and no longer than a line. */
export function safeReason(text: string): string {
  const clean = redact(text);
  const line = typeof clean === 'string' ? clean : '';
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}

/**
 * Why a check failed. Only an expected `InfraError` is quoted, for its message never holds a secret; what anything else says is
 * unknown, and goes to `onError` alone.
 */
export function reasonOf(cause: unknown): string {
  if (isInfraError(cause) && isOperational(cause)) return safeReason(`${cause.code}: ${cause.message}`);
  return 'internal: the check failed';
}

/** Details without secrets, as plain data. */
export function safeDetails(details: unknown): Readonly<Record<string, unknown>> | undefined {
  if (details === undefined) return undefined;
  const clean = redact(details);
  return isLoggableRecord(clean) ? clean : undefined;
}
