import { err, type AsyncResult, type Clock, type ContextCarrier, type JobRun } from '@infra/core';
import { runHandler } from '@internal/handler-rules';
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

/** Runs a handler as its job has it, and turns whatever it does into a Result. */
export async function runAttempt(attempt: Attempt): AsyncResult<unknown> {
  const { handler, payload, run, controller, timeoutMs, clock, carrier, errors } = attempt;
  const { name, context } = run;
  if (handler === undefined) return err(errors.noHandler(name));
  return runHandler(() => handler(payload, run), {
    name,
    context,
    carrier,
    timeoutMs,
    clock,
    onTimeout: (afterMs) => {
      const error = errors.attemptTimedOut(name, afterMs);
      controller.abort(error);
      return error;
    },
  });
}
