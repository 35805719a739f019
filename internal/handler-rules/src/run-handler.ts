import {
  err,
  InfraError,
  isInfraError,
  type AsyncResult,
  type Clock,
  type Context,
  type ContextCarrier,
  type Result,
} from '@infra/core';

export interface Bounds {
  /** Of what is handled: the errors of a handler that throws carry it. */
  readonly name: string;
  readonly context: Context;
  readonly carrier: ContextCarrier | undefined;
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
  /** Called when the time is up: the handler should stop. Gives the error that it has failed with. */
  onTimeout(timeoutMs: number): InfraError;
}

/** Runs a handler in its context, for no longer than it may take, and turns whatever it does into a Result. */
export function runHandler(work: () => AsyncResult<unknown>, bounds: Bounds): AsyncResult<unknown> {
  const { name, context, carrier, timeoutMs, clock } = bounds;
  const running = settled(carrier === undefined ? work : () => carrier.run(context, work), name);
  if (timeoutMs === undefined) return running;
  return new Promise((resolve) => {
    const cancel = clock.schedule(timeoutMs, () => {
      resolve(err(bounds.onTimeout(timeoutMs)));
    });
    void running.then((result) => {
      cancel();
      resolve(result);
    });
  });
}

async function settled(work: () => AsyncResult<unknown>, name: string): AsyncResult<unknown> {
  try {
    return resultOf(await work(), name);
  } catch (cause) {
    return thrown(cause, name);
  }
}

/** What a handler answered, if it is a Result; anything else is its failure. */
export function resultOf(answer: unknown, name: string): Result<unknown> {
  if (isResult(answer)) return answer;
  const what = answer === null ? 'null' : typeof answer;
  return err(InfraError.from(`it returned ${what}, and must return a Result`, 'application', name));
}

/** What a handler threw, as its failure. */
export function thrown(cause: unknown, name: string): Result<unknown> {
  return err(InfraError.from(cause, 'application', name));
}

function isResult(answer: unknown): answer is Result<unknown> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true || ('error' in answer && isInfraError(answer.error));
}
