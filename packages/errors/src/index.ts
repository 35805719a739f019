export * from './application-errors.js';
export { fromProblem, type FromProblemOptions } from './from-problem.js';
export { fromResponse, type FromResponseOptions, type ProblemResponse } from './from-response.js';
export {
  PROBLEM_CONTENT_TYPE,
  toProblem,
  toResponse,
  type Problem,
  type ProblemOptions,
  type ProblemResponseOptions,
} from './problem.js';
export { httpStatus } from './status.js';
