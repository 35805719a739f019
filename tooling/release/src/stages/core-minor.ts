import { join } from 'node:path';
import { consumerPrograms, CORE, git, type Checklist } from '@tooling/checks';
import { acrossCores } from '../across-cores.js';
import { additionProgram, growCore } from '../core-changes.js';
import { checkCores, install, tryPrograms } from '../projects.js';
import { buildAndPublish, versionsInRegistry } from '../publishing.js';
import type { Rehearsal } from '../rehearsal.js';
import { thirdParties } from '../third-parties.js';
import { applyChangesets, packagesOf, versionOf, versionsOf, writeChangeset } from '../versioning.js';

/**
 * A minor of core releases core and nobody else; adapters that were built against the one before take it, without a
 * second copy, as they are.
 */
export async function coreMinor(checks: Checklist, rehearsal: Rehearsal): Promise<void> {
  const { tree, projects, registry, redisUrl } = rehearsal;
  const before = versionsOf(tree);
  growCore(tree);
  writeChangeset(tree, new Map([[CORE, 'minor']]), 'Something new, for the rehearsal.');
  checks.check(await applyChangesets(tree));
  const moved = [...versionsOf(tree)].filter(([name, version]) => before.get(name) !== version);
  const others = moved.filter(([name]) => name !== CORE);
  checks.check(others.map(([name, version]) => `a minor of ${CORE} makes ${name} ${version}`));
  const touched = (await git(tree, 'show', '--name-only', '--format=', 'HEAD')).trim().split('\n');
  const elsewhere = touched.filter((file) => /^packages\/(?!core\/)/.test(file));
  checks.check(elsewhere.map((file) => `a minor of ${CORE} changes ${file}`));

  checks.check(await buildAndPublish(tree, registry));
  for (const { name } of packagesOf(tree)) {
    const count = (await versionsInRegistry(registry, name)).length;
    const wanted = name === CORE ? 2 : 1;
    checks.check(count === wanted ? undefined : `${name}: ${count} versions were published by now, not ${wanted}`);
  }

  const core = versionOf(tree, CORE);
  const old = `adapters built against ${CORE} ${before.get(CORE) ?? ''}`;
  const wanted = { name: `${old}, with ${core}`, folder: join(projects, 'old-adapters') };
  const programs = consumerPrograms(packagesOf(tree).map(({ name }) => name));
  const sources = programs.map(({ source }) => source);
  const dependencies = { ...thirdParties(tree, sources), ...Object.fromEntries(versionsOf(tree)) };
  const project = await install(checks, registry, wanted, { dependencies });
  if (project === undefined) return;
  checkCores(checks, project, { '': core });
  const env = { REDIS_URL: redisUrl, EXPECTED_CORES: '1' };
  await tryPrograms(checks, project, [...programs, acrossCores(), additionProgram], env);
}
