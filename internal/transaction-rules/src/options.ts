import type { Isolation, TransactionOptions } from '@infra/core';
import { duration, whole } from '@internal/handler-rules';

const ISOLATIONS: readonly unknown[] = ['read committed', 'repeatable read', 'serializable'];

export interface TransactionPlan {
  readonly isolation: Isolation;
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly attempts: number;
}

/** The options with their defaults, or what is wrong with them. */
export function planOf(options: TransactionOptions): TransactionPlan | string {
  const { isolation = 'read committed', readOnly = false, timeoutMs = 30_000, attempts = 5 } = options;
  if (!ISOLATIONS.includes(isolation)) {
    return `isolation must be one of ${ISOLATIONS.join(', ')}, not ${JSON.stringify(isolation)}.`;
  }
  if (typeof readOnly !== 'boolean') return 'readOnly must be true or false.';
  const problem = duration('timeoutMs', timeoutMs, 1) ?? whole('attempts', attempts, 1, 100);
  return problem ?? { isolation, readOnly, timeoutMs, attempts };
}
