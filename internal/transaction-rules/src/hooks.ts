import type { AsyncResult, OnError, Result } from '@infra/core';
import { resultOf, thrown } from '@internal/handler-rules';

export interface Hook {
  readonly run: () => AsyncResult<unknown>;
  /** Also where nobody knows whether it was committed. */
  readonly orUnknown: boolean;
}

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

async function settled({ run }: Hook): Promise<Result<unknown>> {
  try {
    return resultOf(await run(), 'afterCommit');
  } catch (cause) {
    return thrown(cause, 'afterCommit');
  }
}
