import type { InfraError, InfraErrorCode } from '@infra/core';

/** What another attempt will not change. The others say that something was amiss now, or nothing at all. */
const PERMANENT: ReadonlySet<InfraErrorCode> = new Set([
  'validation',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'unsupported',
]);

/** Whether a handler's answer is that no attempt will succeed. */
export function isPermanent({ code, retryable }: InfraError): boolean {
  return PERMANENT.has(code) && !retryable;
}
