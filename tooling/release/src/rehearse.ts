import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  Checklist,
  copyTree,
  CORE,
  printLine,
  printProblems,
  printSummary,
  repository,
  runProgram,
  temporaryFolder,
  type TimedResult,
} from '@tooling/checks';
import { provideRedis } from '@tooling/servers';
import { startRegistry } from './registry.js';
import type { Rehearsal } from './rehearsal.js';
import { allTogether } from './stages/all-together.js';
import { coreMajor } from './stages/core-major.js';
import { coreMinor } from './stages/core-minor.js';
import { firstRelease } from './stages/first-release.js';
import { newerAdapter } from './stages/newer-adapter.js';
import { singleAdapters } from './stages/single-adapters.js';
import { versionOf } from './versioning.js';

/**
 * `pnpm release:rehearse`: releases a copy of this tree into a private registry, as often as it takes to see what a
 * release, a minor and a major of core do to users. It ends with the line `N passed, N failed`, and leaves nothing.
 */
const OVERALL_MS = 40 * 60_000;

/** A small package of somebody else's, which the private registry must get from the one that npm is configured with. */
const THIRD_PARTY = 'undici-types';

const results: TimedResult[] = [];
const deadline = setTimeout(() => {
  const told = `no end within ${OVERALL_MS / 60_000} minutes: given up`;
  results.push({ name: 'rehearsal', passed: 0, failed: 1, problems: [told], seconds: OVERALL_MS / 1_000 });
  console.log(told);
  printSummary(results);
  // Ends the children and removes the folders as well.
  process.exit(1);
}, OVERALL_MS);

try {
  await rehearse();
} finally {
  clearTimeout(deadline);
}
printSummary(results);
process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;

async function rehearse(): Promise<void> {
  const folder = temporaryFolder('rehearsal');
  let rehearsal: (Rehearsal & { close(): Promise<void> }) | undefined;
  try {
    rehearsal = await stage('registry', async (checks) => {
      const made = await prepare(folder.path);
      const reached = await made.registry.packument(THIRD_PARTY);
      checks.check(reached === undefined ? `${THIRD_PARTY} cannot be had: npm's registry does not answer` : undefined);
      return made;
    });
    if (rehearsal === undefined) return;
    const shared = rehearsal;
    const released = await stage('release', async (checks) => {
      await firstRelease(checks, shared);
      return versionOf(shared.tree, CORE);
    });
    // Without packages in the registry, all that follows would only say the same again.
    if (released === undefined) return;
    await stage('single-adapters', (checks) => singleAdapters(checks, shared));
    await stage('all-together', (checks) => allTogether(checks, shared));
    const steps = [
      () => stage('core-minor', async (checks) => [await coreMinor(checks, shared)]),
      () => stage('newer-adapter', async (checks) => [await newerAdapter(checks, shared, released)]),
      () => stage('core-major', async (checks) => [await coreMajor(checks, shared)]),
    ];
    // Each works on the tree as the one before has left it.
    for (const step of steps) if ((await step()) === undefined) return;
  } finally {
    await rehearsal?.close();
    folder.dispose();
  }
}

async function prepare(folder: string): Promise<Rehearsal & { close(): Promise<void> }> {
  const asked = await runProgram('npm', ['config', 'get', 'registry'], { cwd: repository, deadlineMs: 30_000 });
  const upstream = asked.stdout.trim();
  if (!URL.canParse(upstream)) throw new Error(`npm does not know its registry: ${asked.output.trim()}`);
  // The registry comes last: the other two go with this process by themselves, should anything fail in between.
  const copy = await copyTree(repository);
  const redis = await provideRedis();
  const registry = await startRegistry(join(folder, 'registry'), upstream);
  return {
    tree: copy.root,
    projects: join(folder, 'projects'),
    registry,
    redisUrl: redis.url,
    lanes: Math.min(2, availableParallelism()),
    close: async () => {
      await Promise.all([registry.close(), redis.close()]);
      copy.dispose();
    },
  };
}

/** One stage, told as soon as it is done; undefined when it threw, which is a failure like any other. */
async function stage<T>(name: string, work: (checks: Checklist) => Promise<T>): Promise<T | undefined> {
  const started = performance.now();
  const checks = new Checklist(name);
  let value: T | undefined;
  try {
    value = await work(checks);
  } catch (error) {
    checks.check(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const result = { ...checks.result(), seconds: (performance.now() - started) / 1_000 };
  printLine(result);
  printProblems(result);
  results.push(result);
  return value;
}
