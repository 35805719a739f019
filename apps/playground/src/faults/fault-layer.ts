import {
  err,
  InfraError,
  type AsyncResult,
  type CacheLoader,
  type Call,
  type Clock,
  type Layer,
  type Next,
} from '@infra/core';
import type { FaultPlace } from '../contract.js';
import type { CallTrails } from '../runs/call-trail.js';
import type { ActiveFault, FaultBoard } from './fault-board.js';

/** Injures the calls of a port, next to its adapter: inside of everything that is to protect it; or the runs of a handler. */
export function faultLayer(board: FaultBoard, port: FaultPlace, clock: Clock, trails: CallTrails): Layer {
  return (next) => (call) => {
    const fault = board.of(port);
    if (fault === undefined) return next(call);
    trails.current?.flag('injected');
    return injured(next, call, fault, clock);
  };
}

async function injured(next: Next, call: Call, fault: ActiveFault, clock: Clock): AsyncResult<unknown> {
  const { delayMs, fails } = fault.next();
  const { signal } = call;
  if (delayMs > 0) await pause(clock, delayMs, [signal]);
  if (fault.view.hang && !signal.aborted) await pause(clock, undefined, [signal, fault.ended]);
  if (signal.aborted) return err(injectedError(call, 'cancelled'));
  if (!fails) return next(call);
  return covered(call) ?? err(injectedError(call, fault.view.code));
}

/**
 * What an adapter does when its server fails under a read-through: the caller gets the value through the loader. `undefined`: the
 * operation is another one.
 */
function covered({ callback, operation, args: [, loader], signal }: Call): AsyncResult<unknown> | undefined {
  return callback && operation === 'getOrSet' && isLoader(loader) ? loader({ signal }) : undefined;
}

function isLoader(argument: unknown): argument is CacheLoader<unknown> {
  return typeof argument === 'function';
}

function injectedError({ port, provider, operation }: Call, code: InfraError['code']): InfraError {
  const message =
    code === 'cancelled' ? 'Cancelled while a fault held it up.' : 'A fault of the playground, on purpose.';
  return new InfraError({ code, message, provider, operation: `${port}.${operation}` });
}

/** Settles after `ms`, or as soon as one of the signals aborts; without `ms` only then. Leaves no listener and no timer behind. */
function pause(clock: Clock, ms: number | undefined, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) {
      resolve();
      return;
    }
    const cancel = ms === undefined ? undefined : clock.schedule(ms, end);
    for (const signal of signals) signal.addEventListener('abort', end);
    function end(): void {
      cancel?.();
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
