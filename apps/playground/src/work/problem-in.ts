import type { AsyncResult, InfraError } from '@infra/core';
import type { WorkProblem } from '../contract.js';

/** The first of these that failed, in words. */
export function problemIn(...results: readonly Awaited<AsyncResult<unknown>>[]): { readonly problem?: WorkProblem } {
  const error = results.map((result): InfraError | undefined => (result.ok ? undefined : result.error)).find(Boolean);
  return error === undefined ? {} : { problem: { code: error.code, message: error.message } };
}
