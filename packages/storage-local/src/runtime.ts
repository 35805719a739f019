import { err, ok, type AsyncResult, type IoOptions, type Result } from '@infra/core';
import { settleOnAbort } from '@internal/abort';
import { Activity } from './activity.js';
import type { Context } from './context.js';
import { errors, fromFileSystem } from './errors.js';
import { createKeyedLocks } from './keyed-locks.js';
import type { ResolvedOptions } from './resolve-options.js';
import { OpenStreams } from './reading.js';
import { openRoot } from './root.js';
import { Sweeper } from './sweeping.js';
import { createStamps } from './version.js';

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** From the first use of the root to its end: opens it once, runs operations in it, and waits for them when it closes. */
export class Runtime {
  readonly streams: OpenStreams = new OpenStreams();
  isClosed = false;
  private readonly options: ResolvedOptions;
  private readonly activity = new Activity();
  private readonly sweeper: Sweeper;
  private opening: Promise<Context> | undefined;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.sweeper = new Sweeper(options);
  }

  /** Nothing is half-done when it is aborted: it settles at once. */
  read<T>(operation: string, options: IoOptions | undefined, work: (context: Context) => Promise<T>): AsyncResult<T> {
    const cancelled = (): Result<T> => err(errors.cancelled(operation));
    return settleOnAbort(this.run(operation, work), options?.signal, cancelled);
  }

  /** Looks at its signal by itself, where it can still turn back. */
  write<T>(operation: string, work: (context: Context) => Promise<T>): AsyncResult<T> {
    return this.run(operation, async (context) => {
      void this.activity.track(this.sweeper.sweepInTime(context));
      return work(context);
    });
  }

  /** The root, opened once. A failure is not kept: the next operation tries again. */
  open(): Promise<Context> {
    const { root, bucket, isDurable, clock } = this.options;
    this.opening ??= openRoot(root, bucket, isDurable).then(
      (layout) => ({ layout, isDurable, stamps: createStamps(clock), locks: createKeyedLocks() }),
      (cause: unknown) => {
        this.opening = undefined;
        throw cause;
      },
    );
    return this.opening;
  }

  async close(deadlineMs: number): Promise<void> {
    this.isClosed = true;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.min(deadlineMs, MAX_TIMER_MS))));
    await Promise.race([Promise.all([this.activity.settled(), this.streams.drained()]), deadline]);
    clearTimeout(timer);
    this.streams.cutOff();
  }

  private run<T>(operation: string, work: (context: Context) => Promise<T>): AsyncResult<T> {
    return this.activity.track(this.attempt(operation, work));
  }

  private async attempt<T>(operation: string, work: (context: Context) => Promise<T>): AsyncResult<T> {
    try {
      return ok(await work(await this.open()));
    } catch (cause) {
      return err(fromFileSystem(operation, cause));
    }
  }
}
