import { err, type AsyncResult } from '@infra/core';
import { SpecificationProblem } from '@internal/specification-rules';
import type { RepositoryErrors } from './errors.js';

export type Refuse = (operation: string, problem: SpecificationProblem | string) => AsyncResult<never>;

/** Answers with what is wrong with the input, and where. */
export function createRefuse(errors: RepositoryErrors): Refuse {
  return (operation, problem) => {
    if (!(problem instanceof SpecificationProblem)) return Promise.resolve(err(errors.invalid(operation, problem)));
    return Promise.resolve(err(errors.invalid(operation, problem.message, { path: problem.path })));
  };
}
