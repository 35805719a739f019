import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyTree, list, parseJson, record, repository, runProgram, text } from '@tooling/checks';
import { subjects, type Subject } from './mutants/subjects.js';

/**
 * `pnpm prove:suites [adapter]`: spoils the in-memory adapters in every small way that Stryker knows, in a copy of this tree, and
 * expects their conformance suite, alone, to notice at least 80 % of it. Minutes, not seconds: not part of `npm test`.
 */
const LEAST_PERCENT = 80;
const DEADLINE_MS = 60 * 60_000;

const wanted = process.argv[2] ?? '';
let failed = 0;
const chosen = subjects.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  console.error(`No adapter '${wanted}': ${subjects.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
for (const subject of chosen) {
  const { killed, total, survivors, output } = await mutate(subject);
  const percent = total === 0 ? 0 : (100 * killed) / total;
  const passes = percent >= LEAST_PERCENT;
  if (!passes) failed += 1;
  for (const survivor of survivors) console.log(`  ${survivor}`);
  console.log(`${passes ? '✓' : '✗'} ${subject.name}: ${killed} of ${total} mutants killed, ${percent.toFixed(1)} %`);
  if (total === 0) console.log(output);
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

interface Outcome {
  readonly killed: number;
  /** Those that some case runs, or none does; not those that do not compile. */
  readonly total: number;
  readonly survivors: readonly string[];
  readonly output: string;
}

async function mutate(subject: Subject): Promise<Outcome> {
  const copy = await copyTree(repository);
  try {
    const config = join(copy.root, 'stryker.config.json');
    writeFileSync(config, JSON.stringify(configFor(subject)));
    const { output } = await runProgram(
      process.execPath,
      ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'],
      {
        cwd: copy.root,
        env: { SUITE_OF: subject.name },
        deadlineMs: DEADLINE_MS,
      },
    );
    return { ...readReport(join(copy.root, 'mutants.json')), output };
  } finally {
    copy.dispose();
  }
}

function configFor({ mutate }: Subject): object {
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tooling/saboteurs/src/mutants/vitest.config.ts', related: false },
    mutate: [...mutate, '!**/index.ts'],
    // Words are not promises: what an error's message says is for people.
    mutator: { excludedMutations: ['StringLiteral'] },
    inPlace: true,
    concurrency: 2,
    timeoutMS: 10_000,
    reporters: ['json'],
    jsonReporter: { fileName: 'mutants.json' },
    allowConsoleColors: false,
    checkers: [],
    tempDirName: '.stryker-tmp',
  };
}

/** https://github.com/stryker-mutator/mutation-testing-elements, `mutation-testing-report-schema`. */
function readReport(path: string): Omit<Outcome, 'output'> {
  let killed = 0;
  let total = 0;
  const survivors: string[] = [];
  let files: Readonly<Record<string, unknown>> = {};
  try {
    files = record(record(parseJson(readFileSync(path, 'utf8')))['files']);
  } catch {
    // No report: Stryker's own output says why, and nothing of nothing is a failure.
  }
  for (const [file, value] of Object.entries(files)) {
    for (const mutant of list(record(value)['mutants']).map(record)) {
      const status = text(mutant['status']);
      const isKilled = status === 'Killed' || status === 'Timeout';
      const isAlive = status === 'Survived' || status === 'NoCoverage';
      if (isKilled) killed += 1;
      if (isKilled || isAlive) total += 1;
      if (!isAlive) continue;
      const { line } = record(record(mutant['location'])['start']);
      const replacement = (text(mutant['replacement']) ?? '').replaceAll(/\s+/g, ' ').slice(0, 60);
      survivors.push(`${file}:${String(line)} ${text(mutant['mutatorName']) ?? ''} → ${replacement}`);
    }
  }
  return { killed, total, survivors };
}
