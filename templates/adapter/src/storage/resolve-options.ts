import type { Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import { bucketNameProblem, resolvePolicy, type ResolvedPolicy } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { TemplateStorageOptions } from './options.js';

export interface ResolvedOptions {
  readonly bucket: string;
  readonly policy: ResolvedPolicy;
  readonly clock: Clock;
}

/** Fills in the defaults. Throws `validation` for an option that makes no sense: the one throw of this package. */
export function resolveOptions({ bucket = 'default', policy, clock }: TemplateStorageOptions): ResolvedOptions {
  const problem = bucketNameProblem(bucket);
  if (problem !== undefined) throw errors.invalid('create', problem);
  return {
    bucket,
    policy: resolvePolicy(policy, (reason) => errors.invalid('create', reason)),
    clock: clock ?? systemClock,
  };
}
