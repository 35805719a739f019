import type { AsyncResult, InfraError, IoOptions, JobOptions, Result } from '@infra/core';
import type { JobRecord } from './driver.js';

/** Makes records of jobs: checks names, options and payloads. */
export type MakeRecord = <N extends string>(
  operation: string,
  name: N,
  payload: unknown,
  options: JobOptions,
) => Result<JobRecord<N>> | AsyncResult<JobRecord<N>>;

/** Why an operation cannot begin; undefined when it can. */
export type Refusal = (operation: string, io: IoOptions | undefined, problem?: string) => InfraError | undefined;
