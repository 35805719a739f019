import type { InfraErrorCode } from '@infra/core';

/** All twelve; the record is what makes the compiler name a forgotten one. */
const all: Readonly<Record<InfraErrorCode, true>> = {
  unavailable: true,
  timeout: true,
  rate_limited: true,
  internal: true,
  unknown_outcome: true,
  conflict: true,
  not_found: true,
  validation: true,
  unauthenticated: true,
  forbidden: true,
  unsupported: true,
  cancelled: true,
};

export function isErrorCode(text: string): text is InfraErrorCode {
  return Object.hasOwn(all, text);
}

/** What an injected error may be; those that an outage brings come first. */
export const errorCodes: readonly InfraErrorCode[] = Object.keys(all).filter(isErrorCode);
