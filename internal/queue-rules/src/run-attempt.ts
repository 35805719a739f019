import {
  err,
  InfraError,
  isInfraError,
  type AsyncResult,
  type Clock,
  type ContextCarrier,
  type JobRun,
  type Result,
} from '@infra/core';
import type { AnyHandler } from './driver.js';
import type { QueueErrors } from './errors.js';

export interface Attempt {
  readonly handler: AnyHandler | undefined;
  readonly payload: unknown;
  readonly run: JobRun;
  /** Of `run.signal`; aborted here when the time is up. */
  readonly controller: AbortController;
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
  readonly carrier: ContextCarrier | undefined;
  readonly errors: QueueErrors;
}

/** Runs a handler in its context, for no longer than it may take, and turns whatever it does into a Result. */
export async function runAttempt(attempt: Attempt): AsyncResult<unknown> {
  const { handler, payload, run, controller, timeoutMs, clock, carrier, errors } = attempt;
  if (handler === undefined) return err(errors.noHandler(run.name));
  const work = (): AsyncResult<unknown> => handler(payload, run);
  const running = settled(carrier === undefined ? work : () => carrier.run(run.context, work), run.name);
  if (timeoutMs === undefined) return running;
  return new Promise((resolve) => {
    const cancel = clock.schedule(timeoutMs, () => {
      const error = errors.attemptTimedOut(run.name, timeoutMs);
      controller.abort(error);
      resolve(err(error));
    });
    void running.then((result) => {
      cancel();
      resolve(result);
    });
  });
}

async function settled(work: () => AsyncResult<unknown>, name: string): AsyncResult<unknown> {
  try {
    const answer: unknown = await work();
    if (isResult(answer)) return answer;
    const what = answer === null ? 'null' : typeof answer;
    return err(InfraError.from(`it returned ${what}, and must return a Result`, 'application', name));
  } catch (cause) {
    return err(InfraError.from(cause, 'application', name));
  }
}

function isResult(answer: unknown): answer is Result<unknown> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true || ('error' in answer && isInfraError(answer.error));
}
