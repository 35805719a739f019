import { join } from 'node:path';
import { CORE, type Checklist } from '@tooling/checks';
import { acrossCores, CACHE, CONTAINER, LOGGER } from '../across-cores.js';
import { useAddition } from '../core-changes.js';
import { checkCores, install, runNode, tryPrograms } from '../projects.js';
import { buildAndPublish, coreRange } from '../publishing.js';
import type { Rehearsal } from '../rehearsal.js';
import { applyChangesets, versionOf, writeChangeset } from '../versioning.js';

/**
 * Back: an adapter that was built against the newer minor, in a project that stays with the older one. Its range
 * refuses the older core, so npm gives it one of its own, and the two understand each other.
 */
export async function newerAdapter(checks: Checklist, rehearsal: Rehearsal, oldCore: string): Promise<void> {
  const { tree, projects, registry } = rehearsal;
  useAddition(tree);
  writeChangeset(tree, new Map([[CACHE, 'patch']]), 'Uses what is new in core, for the rehearsal.');
  checks.check(await applyChangesets(tree));
  checks.check(await buildAndPublish(tree, registry));
  const [core, adapter] = [versionOf(tree, CORE), versionOf(tree, CACHE)];
  const range = await coreRange(registry, CACHE, adapter);
  checks.check(
    range === `^${core}` ? undefined : `${CACHE}@${adapter}: its range of ${CORE} is ${range}, not ^${core}`,
  );
  checks.notice(`${CACHE}@${adapter} takes ${CORE} ${range}: beside ${oldCore} it gets ${core} for itself`);

  const dependencies = {
    [CORE]: oldCore,
    [CACHE]: adapter,
    [CONTAINER]: versionOf(tree, CONTAINER),
    [LOGGER]: versionOf(tree, LOGGER),
  };
  const name = `${CACHE}@${adapter} with ${CORE} ${oldCore}`;
  const project = await install(checks, registry, { name, folder: join(projects, 'newer-adapter') }, { dependencies });
  if (project === undefined) return;
  checkCores(checks, project, { '': oldCore, [CACHE]: core });
  await tryPrograms(checks, project, [acrossCores()], { EXPECTED_CORES: '2' });
  await forced(checks, rehearsal, oldCore, adapter);
}

/** The range is right to refuse: somebody who forces the older core on the adapter learns it from the first import. */
async function forced(checks: Checklist, rehearsal: Rehearsal, oldCore: string, adapter: string): Promise<void> {
  const name = `${CACHE}@${adapter} with ${CORE} ${oldCore} forced on it`;
  const folder = join(rehearsal.projects, 'forced');
  const wish = { dependencies: { [CORE]: oldCore, [CACHE]: adapter }, overrides: { [CORE]: `$${CORE}` } };
  const project = await install(checks, rehearsal.registry, { name, folder }, wish);
  if (project === undefined) return;
  checkCores(checks, project, { '': oldCore });
  const run = await runNode(folder, join(folder, 'node_modules', CACHE, 'dist/index.js'), {});
  const said = run.code !== 0 && run.output.includes(`does not provide an export named 'rehearsed'`);
  checks.check(said ? undefined : `${name}: should not load, and say what is missing:\n${run.output.trim()}`);
}
