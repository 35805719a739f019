import { isInfraError, type InfraErrorCode } from '@infra/core';

/** How a call went. `cancelled` is no failure: the caller left. */
export type Outcome = 'ok' | 'error' | 'cancelled';

/** What became of a call, in values of which there are few: they end up as labels. */
export interface Ending {
  readonly outcome: Outcome;
  /** `none` for a success. */
  readonly code: InfraErrorCode | 'none';
}

const CODES: readonly InfraErrorCode[] = [
  'validation',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'internal',
  'unsupported',
  'unavailable',
  'timeout',
  'cancelled',
  'unknown_outcome',
];

const OK: Ending = { outcome: 'ok', code: 'none' };
const INTERNAL: Ending = { outcome: 'error', code: 'internal' };

/** One object for each ending, so that what belongs to it can be looked up by it. */
const FAILURES: ReadonlyMap<unknown, Ending> = new Map(
  CODES.map((code) => [
    code,
    code === 'internal' ? INTERNAL : { outcome: code === 'cancelled' ? 'cancelled' : 'error', code },
  ]),
);

export const ENDINGS: readonly Ending[] = [OK, ...FAILURES.values()];

/** How a call ended that answered this; whatever is no `Result` is the adapter's bug. */
export function endingOf(answer: unknown): Ending {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return INTERNAL;
  if (answer.ok === true) return OK;
  const error: unknown = 'error' in answer ? answer.error : undefined;
  return endingOfError(error);
}

/** How a call ended that failed with this, or threw it. A code that nobody knows is `internal`. */
export function endingOfError(error: unknown): Ending {
  return (isInfraError(error) ? FAILURES.get(error.code) : undefined) ?? INTERNAL;
}
