import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.js';
import type { BenchResult } from './evaluate.js';
import { SUITE_NAMES, type Report, type SuiteName } from './job.js';
import { toMarkdown } from './markdown.js';

/** A result, and where it is from. */
export interface Stored extends BenchResult {
  readonly environment: Environment;
}

/** One file of results: the benches of a suite, each from its latest run, with all samples. */
export interface StoredSuite {
  readonly suite: SuiteName;
  readonly about: string;
  readonly benches: readonly Stored[];
}

function read(folder: string, suite: SuiteName): StoredSuite | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${suite}.json`), 'utf8')) as StoredSuite;
  } catch {
    // Never measured on this machine, or by another version of this tool: as if it were not there.
    return undefined;
  }
}

/** Puts new results in the place of old ones of the same name; others of the suite stay as they were. */
export function store(folder: string, suite: SuiteName, report: Report, environment: Environment): void {
  const fresh = report.results.map((result) => ({ ...result, environment }));
  const names = new Set(fresh.map(({ name }) => name));
  const kept = (read(folder, suite)?.benches ?? []).filter(({ name }) => !names.has(name));
  const stored: StoredSuite = { suite, about: report.about, benches: [...kept, ...fresh] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite}.json`), JSON.stringify(stored));
}

/** Writes the tables of everything that was ever stored. */
export function writeReadme(folder: string): void {
  const suites = SUITE_NAMES.flatMap((suite) => read(folder, suite) ?? []);
  writeFileSync(join(folder, 'README.md'), toMarkdown(suites));
}
