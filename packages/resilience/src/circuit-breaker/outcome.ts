import type { InfraError, Result } from '@infra/core';

/** What a call says about the provider. `ignored`: nothing. */
export type Outcome = 'success' | 'failure' | 'ignored';

/**
 * A failure is an error that the provider is to blame for: `unavailable`, `timeout`, `internal`. Errors that only a provider at work can
 * give are successes, or a circuit whose probes meet a `not_found` would never close. The rest says nothing about the provider:
 * input that was refused before anything was asked, a caller who left, a limit.
 */
export function outcomeOf(result: Result<unknown>, isExpected: (error: InfraError) => boolean): Outcome {
  if (result.ok) return 'success';
  switch (result.error.code) {
    case 'unavailable':
    case 'timeout':
    case 'internal':
      return expects(isExpected, result.error) ? 'success' : 'failure';
    case 'not_found':
    case 'conflict':
    case 'forbidden':
    case 'unauthenticated':
      return 'success';
    case 'validation':
    case 'unsupported':
    case 'rate_limited':
    case 'cancelled':
    case 'unknown_outcome':
      return 'ignored';
  }
}

/** A predicate that throws has not said that it expects the error. */
function expects(isExpected: (error: InfraError) => boolean, error: InfraError): boolean {
  try {
    return isExpected(error);
  } catch {
    return false;
  }
}
