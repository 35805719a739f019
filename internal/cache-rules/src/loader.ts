import { err, InfraError, type CacheLoader, type Result } from '@infra/core';

/** Runs a caller's loader: a throw, or an answer that is no Result, becomes `internal` with its cause. */
export async function runLoader<L>(
  load: CacheLoader<L>,
  context: { readonly signal: AbortSignal },
  provider: string,
): Promise<Result<L>> {
  try {
    const answer: unknown = await load(context);
    if (isResult<L>(answer)) return answer;
    return err(
      new InfraError({
        code: 'internal',
        message: `The loader given to getOrSet returned ${answer === null ? 'null' : typeof answer}; it must return a Result, as ok(value) or fromPromise(…) make.`,
        provider,
        operation: 'cache.getOrSet',
      }),
    );
  } catch (cause) {
    return err(InfraError.from(cause, provider, 'cache.getOrSet'));
  }
}

function isResult<L>(answer: unknown): answer is Result<L> {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && typeof answer.ok === 'boolean';
}
