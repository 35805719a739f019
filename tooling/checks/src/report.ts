import type { GateResult } from './gate.js';

export interface TimedResult extends GateResult {
  readonly seconds: number;
}

/** One line per gate, as soon as it is done. */
export function printLine({ name, passed, failed, seconds }: TimedResult): void {
  console.log(`${failed === 0 ? '✓' : '✗'} ${columns(name, seconds, passed, failed)}`);
}

export function printProblems({ problems, notices = [] }: GateResult): void {
  for (const problem of problems) console.log(indent(problem));
  for (const notice of notices) console.log(indent(`note: ${notice}`));
}

/** The table, and as the last line the counts alone. */
export function printSummary(results: readonly TimedResult[]): void {
  const sum = (count: (result: TimedResult) => number): number =>
    results.reduce((total, each) => total + count(each), 0);
  const passed = sum((result) => result.passed);
  const failed = sum((result) => result.failed);
  console.log(`\n  ${'gate'.padEnd(16)}${'time'.padStart(8)}${'passed'.padStart(10)}${'failed'.padStart(10)}`);
  for (const result of results) printLine(result);
  console.log(`${passed} passed, ${failed} failed`);
}

function columns(name: string, seconds: number, passed: number, failed: number): string {
  const time = `${seconds.toFixed(1)} s`;
  return `${name.padEnd(16)}${time.padStart(8)}${String(passed).padStart(10)}${String(failed).padStart(10)}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
