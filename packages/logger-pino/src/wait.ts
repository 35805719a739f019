import { err, ok, type AsyncResult, type Clock, type InfraError, type Result } from '@infra/core';
import { cancelledError, deadlineError, pinoError } from './errors.js';

/** Calls `stop` when waiting makes no more sense; the function it returns ends the watch. */
export type Interrupt = (stop: (error: InfraError) => void) => () => void;

const HOLD_MS = 60_000;

/** Waits until `work` calls back, or is interrupted. */
export function waitFor(
  work: (done: (cause?: unknown) => void) => void,
  operation: string,
  interrupt: Interrupt,
): AsyncResult<void> {
  return new Promise((resolve) => {
    // A transport's thread does not hold the process: without this it could end before the answer comes.
    const hold = setInterval(() => undefined, HOLD_MS);
    let endWatch = (): void => undefined;
    const settle = (result: Result<void>): void => {
      clearInterval(hold);
      endWatch();
      resolve(result);
    };
    endWatch = interrupt((error) => {
      settle(err(error));
    });
    try {
      work((cause) => {
        settle(cause === undefined || cause === null ? ok() : err(pinoError(cause, operation)));
      });
    } catch (cause) {
      settle(err(pinoError(cause, operation)));
    }
  });
}

export function onAbort(signal: AbortSignal | undefined, operation: string): Interrupt {
  return (stop) => {
    const listener = (): void => {
      stop(cancelledError(operation, signal?.reason));
    };
    signal?.addEventListener('abort', listener, { once: true });
    return () => signal?.removeEventListener('abort', listener);
  };
}

export function onDeadline(clock: Clock, deadlineMs: number, operation: string): Interrupt {
  return (stop) =>
    clock.schedule(deadlineMs, () => {
      stop(deadlineError(operation, deadlineMs));
    });
}
