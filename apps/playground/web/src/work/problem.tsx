import { ApiError } from '../api/client.js';
import type { WorkProblem } from '../../../src/contract.js';
import { Failure } from '../ui/failure.js';

/** Why there are no numbers, where there are none. */
export function Problem({ title, problem }: { readonly title: string; readonly problem: WorkProblem | undefined }) {
  if (problem === undefined) return null;
  const advice = 'It is asked again all the time. The health of the port is in Compose.';
  return <Failure title={title} error={new ApiError(503, problem.message, { code: problem.code, advice })} />;
}
