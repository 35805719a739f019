import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, InfraError } from '@infra/core';
import { bucketNameProblem } from '@internal/storage-rules';
import type { Context } from './context.js';
import { fromFileSystem } from './errors.js';
import { isAbsence } from './folders.js';
import { removeSidecar } from './sidecar.js';
import { versionOf } from './version.js';
import { removeFile } from './small-file.js';

const INTERVAL_MS = 3_600_000;

export interface SweepOptions {
  readonly clock: Clock;
  readonly sweepAfterMs: number;
  readonly onError: (error: InfraError) => void;
}

/** Removes what processes that crashed have left half-way. Never fails: what does goes to `onError`. */
export class Sweeper {
  private readonly options: SweepOptions;
  private lastAt = -Infinity;

  constructor(options: SweepOptions) {
    this.options = options;
  }

  /** Sweeps, when the last time is an hour ago. */
  async sweepInTime(context: Context): Promise<void> {
    const now = this.options.clock.monotonicMs();
    if (now - this.lastAt < INTERVAL_MS) return;
    this.lastAt = now;
    try {
      await sweep(context, this.options.clock.now().getTime() - this.options.sweepAfterMs);
    } catch (cause) {
      try {
        this.options.onError(fromFileSystem('sweep', cause));
      } catch {
        // An observer that throws must not turn a write into a failure.
      }
    }
  }
}

async function sweep(context: Context, olderThanMs: number): Promise<void> {
  const { temporary } = context.layout;
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    try {
      const stats = await lstat(path, { bigint: true });
      // The time of the last write, rename or change of times, whatever time the content carries.
      if (stats.isDirectory() || Number(stats.ctimeMs) >= olderThanMs) continue;
      const [bucket] = name.split('.', 1);
      // With a second name it is an object, and its metadata stays.
      if (stats.nlink === 1n && bucketNameProblem(bucket) === undefined && bucket !== undefined) {
        await removeSidecar(context.layout, bucket, versionOf(stats));
      }
      await removeFile(path);
    } catch (cause) {
      // Another process swept it, or came back to life and finished.
      if (!isAbsence(cause)) throw cause;
    }
  }
}
