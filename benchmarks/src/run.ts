import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providePostgres, startRedis, startS3 } from '@tooling/servers';
import { buildPackages, compileBenches } from './harness/build.js';
import { describeEnvironment } from './harness/environment.js';
import { SUITE_NAMES, type Job, type Report } from './harness/job.js';
import { table } from './harness/markdown.js';
import { store, writeReadme } from './harness/results.js';
import { parseOptions, USAGE, type Options } from './options.js';

const RESULTS = fileURLToPath(new URL('../results', import.meta.url));

/** Without flushing: while the others have their turns, nobody's compiled code grows old. */
const NODE_FLAGS = ['--expose-gc', '--no-flush-bytecode'];

async function measure(compiled: string, job: Job): Promise<Report> {
  const child = spawn(process.execPath, [...NODE_FLAGS, join(compiled, 'measure.js'), JSON.stringify(job)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
  const code = child.exitCode;
  if (code !== 0) throw new Error(`${job.suite} could not be measured: see above.`);
  return JSON.parse(readFileSync(job.file, 'utf8')) as Report;
}

/** Runs every suite that the filter leaves something of; how many targets were missed. */
async function run(options: Options, args: readonly string[]): Promise<number> {
  if (options.build) buildPackages();
  const compiled = compileBenches();
  await using redis = await startRedis();
  await using s3 = await startS3();
  await using postgres = await providePostgres();
  const folder = mkdtempSync(join(tmpdir(), 'infra-bench-'));
  const { endpoint, region, credentials } = s3;
  const postgresUrl = await postgres.createDatabase();
  const settings = { ...options, redisUrl: redis.url, s3: { endpoint, region, credentials }, postgresUrl };
  const verdicts: string[] = [];
  for (const suite of SUITE_NAMES) {
    if (options.filter.includes('/') && !options.filter.startsWith(`${suite}/`)) continue;
    const environment = describeEnvironment(args, {
      redis: redis.description.replace(/ \(.*\)$/, ''),
      postgres: postgres.description.replace(/ (on port \d+|\(.*\))$/, ''),
    });
    const report = await measure(compiled, { suite, settings, file: join(folder, `${suite}.json`) });
    if (report.results.length === 0) continue;
    console.log(`\n${suite}: ${report.about}\nmeasured: ${report.measured.join(', ')}`);
    for (const result of report.results) {
      console.log(`\n${suite}/${result.name}: ${result.operation}\n${table(result)}`);
      const targets = result.rows.flatMap(({ checks }) => checks.filter(({ kind }) => kind === 'target'));
      verdicts.push(...targets.map(({ verdict }) => verdict));
    }
    // Quick numbers are not worth keeping, least of all in place of good ones.
    if (!options.quick) store(RESULTS, suite, report, environment);
  }
  rmSync(folder, { recursive: true });
  if (!options.quick) writeReadme(RESULTS);
  const count = (wanted: string): number => verdicts.filter((verdict) => verdict === wanted).length;
  console.log(`\nTargets: ${count('PASS')} met, ${count('unclear')} unclear, ${count('MISSED')} missed.`);
  return count('MISSED');
}

const args = process.argv.slice(2);
try {
  process.exitCode = (await run(parseOptions(args), args)) === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof RangeError || error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}
