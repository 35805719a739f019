import type { InfraError, IoOptions } from '@infra/core';

/** Why an operation cannot begin; undefined when it can. */
export type Refusal = (operation: string, io: IoOptions | undefined, problem?: string) => InfraError | undefined;
