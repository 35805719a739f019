import type { BenchResult } from './evaluate.js';
import type { SuiteSettings } from './run-suite.js';

/** In the order in which they run. Each is measured in a process of its own. */
export const SUITE_NAMES = [
  'result-errors',
  'cache-memory',
  'cache-redis',
  'logger',
  'observability',
  'events',
  'resilience',
  'ratelimit',
  'storage',
  'queue',
  'repository',
  'metrics',
  'herd',
] as const;

export type SuiteName = (typeof SUITE_NAMES)[number];

/** What the runner has one process measure. */
export interface Job {
  readonly suite: SuiteName;
  readonly settings: SuiteSettings;
  /** Where the process leaves its `Report`, as JSON. */
  readonly file: string;
}

export interface Report {
  readonly about: string;
  /** The files that were measured. */
  readonly measured: readonly string[];
  readonly results: readonly BenchResult[];
}
