import { constants } from 'node:os';
import type { AsyncResult, CloseOptions } from '@infra/core';
import { LONGEST_MS } from '@internal/deadline';
import type { ShutdownOptions, SignalSource } from './app.js';

export interface Shutdown {
  readonly signals: readonly NodeJS.Signals[];
  readonly options: ShutdownOptions;
  /** Says "not ready", then settles when the time is up or the app is closed by somebody else. */
  drain(): Promise<void>;
  close(options: CloseOptions): AsyncResult<void>;
}

/** Listens until the first signal has been dealt with or the returned function is called. */
export function listen({ signals, options, drain, close }: Shutdown): () => void {
  const source: SignalSource = options.process ?? process;
  const unique = [...new Set(signals)];
  let first: NodeJS.Signals | undefined;

  const onSignal = (signal: NodeJS.Signals): void => {
    if (first !== undefined) {
      source.exit(128 + (constants.signals[signal] ?? 0));
      return;
    }
    first = signal;
    void shutDown(signal);
  };
  const stop = (): void => {
    for (const signal of unique) source.off(signal, onSignal);
  };
  for (const signal of unique) source.on(signal, onSignal);
  return stop;

  async function shutDown(signal: NodeJS.Signals): Promise<void> {
    // Deadlines do not hold a process, and a service that hangs may hold nothing either: without this the process would
    // end half-way, and say that all was well.
    const hold = setInterval(() => undefined, LONGEST_MS);
    options.onSignal?.(signal);
    await drain();
    const result = await close(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs });
    clearInterval(hold);
    stop();
    if (options.onClosed !== undefined) options.onClosed(result, signal);
    else if (!result.ok) process.stderr.write(`${signal}: ${result.error.message}\n`);
    if (options.exit ?? true) source.exit(result.ok ? 0 : 1);
  }
}
