import { err, fromPromise, type AsyncResult, type Clock, type InfraError, type Result } from '@infra/core';
import type { LogDestination } from './destination.js';
import { cancelledError, deadlineError, destinationError } from './errors.js';

/** Calls `stop` when waiting makes no more sense; the function it returns ends the watch. */
export type Interrupt = (stop: (error: InfraError) => void) => () => void;

/** Waits for the destination, until it is interrupted. */
export function flushDestination(
  destination: LogDestination,
  operation: string,
  interrupt: Interrupt,
): AsyncResult<void> {
  return new Promise((resolve) => {
    let endWatch = (): void => undefined;
    const settle = (result: Result<void>): void => {
      endWatch();
      resolve(result);
    };
    endWatch = interrupt((error) => {
      settle(err(error));
    });
    const flushed = fromPromise<void, InfraError>(
      async () => destination.flush?.(),
      (cause) => destinationError(cause, operation),
    );
    void flushed.then(settle);
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
