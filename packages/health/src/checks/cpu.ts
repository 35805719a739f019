import { cpuUsage, uptime } from 'node:process';
import { ok, type Clock } from '@infra/core';
import { systemClock } from '@internal/clock';
import type { Check, CheckOptions } from '../check.js';
import { numberOption } from '../options.js';
import { judge } from './threshold.js';

/** A window shorter than this says more of the probe than of the process. */
const SHORTEST_WINDOW_MS = 100;

export interface CpuCheckOptions extends CheckOptions {
  /** Default: `cpu`. */
  readonly name?: string | undefined;
  /** How many cores the process may keep busy since the last look. Default: 0.95, for JavaScript runs on one. */
  readonly maxCores?: number | undefined;
  /** What to measure, in microseconds since the start. Default: this process. */
  readonly usage?: (() => NodeJS.CpuUsage) | undefined;
  /** Default: the time of this machine. */
  readonly clock?: Clock | undefined;
}

/** `down` when the process was busier than `maxCores` since the check was last asked (at first: since it started). */
export function cpuCheck(options: CpuCheckOptions = {}): Check<'process'> {
  const { name = 'cpu', usage = cpuUsage, clock = systemClock } = options;
  const maxCores = numberOption('cpuCheck', 'maxCores', options.maxCores, 0.95, { min: 0.01 });
  // Under a clock of its own nobody knows when the process began: then it is measured from here on.
  let before =
    options.clock === undefined
      ? { busyMs: 0, atMs: clock.monotonicMs() - uptime() * 1_000 }
      : { busyMs: busyMsOf(usage()), atMs: clock.monotonicMs() };
  let cores = 0;
  return {
    name,
    asks: 'process',
    options,
    target: {
      async health() {
        const now = { busyMs: busyMsOf(usage()), atMs: clock.monotonicMs() };
        if (now.atMs - before.atMs >= SHORTEST_WINDOW_MS) {
          cores = (now.busyMs - before.busyMs) / (now.atMs - before.atMs);
          before = now;
        }
        return ok(judge([{ what: 'CPU', value: cores, limit: maxCores, unit: 'cores' }], { cores, maxCores }));
      },
    },
  };
}

function busyMsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}
