import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { ok } from '@infra/core';
import type { Check, CheckOptions } from '../check.js';
import { numberOption } from '../options.js';
import { judge } from './threshold.js';

const NS_PER_MS = 1_000_000;

/** How often the loop is looked at, in milliseconds. What is measured includes it. */
const RESOLUTION_MS = 20;

export interface EventLoopCheckOptions extends CheckOptions {
  /** Default: `event-loop`. */
  readonly name?: string | undefined;
  /** How late the loop may be for one turn in a hundred, in milliseconds. Default: 500. */
  readonly maxDelayMs?: number | undefined;
}

/**
 * `down` when the event loop was late since the check was last asked. Measures from the first time it is asked, which has nothing to
 * tell yet and is `up`; does not hold the process.
 */
export function eventLoopCheck(options: EventLoopCheckOptions = {}): Check<'process'> {
  const { name = 'event-loop' } = options;
  const maxDelayMs = numberOption('eventLoopCheck', 'maxDelayMs', options.maxDelayMs, 500, { min: 1 });
  let monitor: IntervalHistogram | undefined;
  return {
    name,
    asks: 'process',
    options,
    target: {
      async health() {
        if (monitor === undefined) {
          monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
          monitor.enable();
        }
        // An empty histogram answers as well, with what is no delay.
        const isEmpty = monitor.count === 0;
        const p99Ms = isEmpty ? 0 : lateness(monitor.percentile(99));
        const maxMs = isEmpty ? 0 : lateness(monitor.max);
        monitor.reset();
        return ok(
          judge([{ what: 'event-loop delay', value: p99Ms, limit: maxDelayMs, unit: 'ms' }], {
            p99Ms,
            maxMs,
            maxDelayMs,
          }),
        );
      },
    },
    close() {
      monitor?.disable();
      monitor = undefined;
    },
  };
}

function lateness(ns: number): number {
  return Math.max(0, Math.round((ns / NS_PER_MS - RESOLUTION_MS) * 10) / 10);
}
