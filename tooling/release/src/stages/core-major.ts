import { join } from 'node:path';
import { CORE, coreMajorProblem, inLanes, readPending, type Bump, type Checklist } from '@tooling/checks';
import { acrossCores, CACHE, CONTAINER, LOGGER } from '../across-cores.js';
import { leaveAddition, shrinkCore } from '../core-changes.js';
import { breakingBump } from '../expected-versions.js';
import { checkCores, install, tryPrograms } from '../projects.js';
import { buildAndPublish, coreRange } from '../publishing.js';
import type { Rehearsal } from '../rehearsal.js';
import { applyChangesets, packagesOf, versionOf, versionsOf, writeChangeset } from '../versioning.js';

/**
 * A major of core, with a breaking bump written by hand for each dependent; then both majors in one project, as long
 * as some adapters have moved and others have not.
 */
export async function coreMajor(checks: Checklist, rehearsal: Rehearsal): Promise<void> {
  const { tree, registry } = rehearsal;
  const before = versionsOf(tree);
  const dependents = packagesOf(tree).filter(({ dependencies }) => CORE in dependencies);
  shrinkCore(tree);
  leaveAddition(tree);
  const summary = 'Something goes away, for the rehearsal.';
  writeChangeset(tree, new Map([[CORE, 'major']]), summary);
  checks.check(
    refusedBy(tree) === dependents.length ? undefined : `a major of ${CORE} alone is not refused for each dependent`,
  );
  const byHand = dependents.map((pkg): [string, Bump] => [pkg.name, breakingBump(pkg)]);
  writeChangeset(tree, new Map<string, Bump>([[CORE, 'major'], ...byHand]), summary);
  checks.check(refusedBy(tree) === 0 ? undefined : `a major of ${CORE} is refused though every dependent has its own`);
  checks.check(await applyChangesets(tree));
  checks.check(await buildAndPublish(tree, registry));
  const core = versionOf(tree, CORE);
  for (const { name } of dependents) {
    const range = await coreRange(registry, name, versionOf(tree, name));
    checks.check(range === `^${core}` ? undefined : `${name}: its range of ${CORE} is ${range}, not ^${core}`);
  }
  await besideEachOther(checks, rehearsal, before);
}

/** How many packages the gate on changesets would refuse. */
function refusedBy(tree: string): number {
  const packages = packagesOf(tree);
  const { bumps } = readPending(
    tree,
    packages.map(({ name }) => name),
  );
  return packages.filter((pkg) => coreMajorProblem(pkg, bumps) !== undefined).length;
}

async function besideEachOther(
  checks: Checklist,
  { tree, registry, projects, lanes }: Rehearsal,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const old = (name: string): string => before.get(name) ?? '';
  const now = (name: string): string => versionOf(tree, name);
  const rest = { [CONTAINER]: now(CONTAINER), [LOGGER]: now(LOGGER) };
  const stayed = {
    name: `an application on ${CORE} ${now(CORE)} with an adapter of ${old(CORE)}`,
    folder: join(projects, 'old-beside-new'),
    dependencies: { [CORE]: now(CORE), [CACHE]: old(CACHE), ...rest },
    cores: { '': now(CORE), [CACHE]: old(CORE) },
  };
  const moved = {
    name: `an application on ${CORE} ${old(CORE)} with an adapter of ${now(CORE)}`,
    folder: join(projects, 'new-beside-old'),
    dependencies: { [CORE]: old(CORE), [CACHE]: now(CACHE), [CONTAINER]: old(CONTAINER), [LOGGER]: old(LOGGER) },
    cores: { '': old(CORE), [CACHE]: now(CORE) },
  };
  await inLanes([stayed, moved], lanes, async ({ dependencies, cores, ...wanted }) => {
    const project = await install(checks, registry, wanted, { dependencies });
    if (project === undefined) return;
    checkCores(checks, project, cores);
    await tryPrograms(checks, project, [acrossCores()], { EXPECTED_CORES: '2' });
  });
}
