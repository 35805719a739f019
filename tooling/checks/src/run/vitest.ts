import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Checklist, type GateResult } from '../gate.js';
import { list, number, readJson, record, text, type JsonRecord } from '../json.js';
import { localBinary } from './package-manager.js';
import { runProgram } from './program.js';
import { temporaryFolder } from './temporary-folder.js';

export interface VitestRun {
  readonly name: string;
  readonly root: string;
  /** Arguments of `vitest run`, such as `--project unit`. */
  readonly args: readonly string[];
  readonly deadlineMs: number;
  /** How long vitest may go on after its report is written. Default: 15 s. */
  readonly endWithinMs?: number;
}

/**
 * Runs tests and believes only the report: no test at all, a skipped test, a non-zero exit, and a process that does not
 * end by itself are failures like any other.
 */
export async function runVitest({
  name,
  root,
  args,
  deadlineMs,
  endWithinMs = 15_000,
}: VitestRun): Promise<GateResult> {
  const folder = temporaryFolder('vitest');
  const reportPath = join(folder.path, 'report.json');
  let lingered = false;
  let watch: NodeJS.Timeout | undefined;
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
    const run = await runProgram(localBinary(root, 'vitest'), ['run', ...args, ...reporters], {
      cwd: root,
      env: { CI: process.env['CI'] ?? '1', NO_COLOR: '1', FORCE_COLOR: undefined },
      deadlineMs,
      onStart: (end) => {
        watch = setInterval(() => {
          if (!existsSync(reportPath)) return;
          clearInterval(watch);
          watch = setTimeout(() => {
            lingered = true;
            end();
          }, endWithinMs);
        }, 100);
      },
    });
    // Vitest gives up by itself after its own patience, and says so in a warning that turns nothing red.
    const gaveUp = /close timed out after \d+ms/.test(run.output);
    const checks = new Checklist(name);
    const report = existsSync(reportPath) ? readJson(reportPath) : {};
    countTests(checks, root, report);
    checks.check(
      lingered || gaveUp ? `${name}: vitest did not end by itself: a test leaves something running` : undefined,
    );
    const failedTests = number(report['numFailedTests']);
    if (run.code !== 0 && !lingered && failedTests === 0) {
      checks.check(`${name}: vitest ended with code ${run.code}:\n${tail(run.output)}`);
    }
    return checks.result();
  } finally {
    clearInterval(watch);
    folder.dispose();
  }
}

function countTests(checks: Checklist, root: string, report: JsonRecord): void {
  const total = number(report['numTotalTests']);
  if (total === 0) checks.check('no test ran at all');
  checks.count(number(report['numPassedTests']), 0);
  for (const file of list(report['testResults']).map(record)) {
    const path = relative(root, text(file['name']) ?? '');
    const tests = list(file['assertionResults']).map(record);
    for (const test of tests) {
      const status = text(test['status']);
      if (status === 'passed') continue;
      const title = `${path} > ${text(test['fullName']) ?? ''}`;
      const why = list(test['failureMessages']).join('\n');
      checks.check(
        status === 'failed' ? `${title}\n${why}` : `${title}: a skipped test proves nothing; make it run or delete it`,
      );
    }
    const message = text(file['message']) ?? '';
    if (file['status'] === 'failed' && (tests.length === 0 || message !== '')) checks.check(`${path}: ${message}`);
  }
}

function tail(output: string): string {
  return output.trim().split('\n').slice(-60).join('\n');
}
