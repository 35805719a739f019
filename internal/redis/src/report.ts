import type { InfraError, OnError } from '@infra/core';

/** An observer that throws must not break what it observes. */
export function report(onError: OnError, error: InfraError): void {
  try {
    onError(error);
  } catch {
    // Nothing is left to tell it to.
  }
}
