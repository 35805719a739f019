import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import { bucketNameProblem, resolvePolicy, type ResolvedPolicy } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { MemoryStorageOptions } from './options.js';

export interface ResolvedOptions {
  readonly bucket: string;
  readonly maxBytes: number;
  readonly policy: ResolvedPolicy;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions(options: MemoryStorageOptions): ResolvedOptions {
  const { bucket = 'default', maxBytes = Infinity, policy, clock = systemClock } = options;
  const problem = bucketNameProblem(bucket);
  if (problem !== undefined) throw errors.invalid('create', problem);
  if (!(typeof maxBytes === 'number' && maxBytes >= 1)) {
    throw errors.invalid('create', `maxBytes must be a number of at least 1, or Infinity, not ${String(maxBytes)}.`);
  }
  return {
    bucket,
    maxBytes,
    policy: resolvePolicy(policy, (reason) => errors.invalid('create', reason)),
    clock,
  };
}
