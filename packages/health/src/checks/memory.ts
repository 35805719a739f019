import { memoryUsage } from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { ok } from '@infra/core';
import type { Check, CheckOptions } from '../check.js';
import { numberOption } from '../options.js';
import { judge, type Reading } from './threshold.js';

export interface MemoryCheckOptions extends CheckOptions {
  /** Default: `memory`. */
  readonly name?: string | undefined;
  /** The most that the process may hold, in bytes: for a container, somewhat less than its limit. Default: no limit. */
  readonly maxRssBytes?: number | undefined;
  /** The most that the JavaScript heap may hold, in bytes. Default: 95 % of what V8 allows, whereafter it would abort. */
  readonly maxHeapBytes?: number | undefined;
  /** What to measure. Default: this process. */
  readonly usage?: (() => Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed'>) | undefined;
}

/** `down` above a limit, `degraded` from 90 % of it on. */
export function memoryCheck(options: MemoryCheckOptions = {}): Check<'process'> {
  const { name = 'memory', usage = memoryUsage } = options;
  const maxRss = numberOption('memoryCheck', 'maxRssBytes', options.maxRssBytes, Number.POSITIVE_INFINITY, { min: 1 });
  const maxHeap = numberOption('memoryCheck', 'maxHeapBytes', options.maxHeapBytes, 0, { min: 1 });
  return {
    name,
    asks: 'process',
    options,
    target: {
      async health() {
        const { rss, heapUsed } = usage();
        const heapLimit = maxHeap > 0 ? maxHeap : getHeapStatistics().heap_size_limit * 0.95;
        const readings: readonly Reading[] = [
          { what: 'memory', value: rss, limit: maxRss, unit: 'bytes' },
          { what: 'heap', value: heapUsed, limit: heapLimit, unit: 'bytes' },
        ];
        return ok(judge(readings, { rssBytes: rss, heapUsedBytes: heapUsed, maxHeapBytes: Math.round(heapLimit) }));
      },
    },
  };
}
