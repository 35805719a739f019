import type { AsyncResult, OnError, Result } from '@infra/core';
import { resultOf, thrown } from '@internal/handler-rules';

export type Hook = () => AsyncResult<unknown>;

/** Runs what was left for after the commit, one after the other. Nothing that fails here can take the commit back: it is told. */
export async function runHooks(hooks: readonly Hook[], onError: OnError): Promise<void> {
  for (const hook of hooks) {
    const result = await settled(hook);
    if (result.ok) continue;
    try {
      onError(result.error);
    } catch {
      // It must not throw; what it throws must not hide that the transaction is committed.
    }
  }
}

async function settled(hook: Hook): Promise<Result<unknown>> {
  try {
    return resultOf(await hook(), 'afterCommit');
  } catch (cause) {
    return thrown(cause, 'afterCommit');
  }
}
