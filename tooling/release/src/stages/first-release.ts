import { CORE, type Checklist } from '@tooling/checks';
import { bumped } from '../expected-versions.js';
import { buildAndPublish, coreRange, versionsInRegistry } from '../publishing.js';
import type { Rehearsal } from '../rehearsal.js';
import { applyChangesets, packagesOf, versionOf } from '../versioning.js';

/** The release that waits in this tree: its changesets are applied, and every package is published. */
export async function firstRelease(checks: Checklist, { tree, registry }: Rehearsal): Promise<void> {
  const known = await Promise.all(packagesOf(tree).map(({ name }) => versionsInRegistry(registry, name)));
  checks.check(known.flat().length === 0 ? undefined : 'the private registry knows our packages before they are there');
  checks.check(await applyChangesets(tree));
  checks.check(await buildAndPublish(tree, registry));
  const core = versionOf(tree, CORE);
  for (const { name, version, dependencies } of packagesOf(tree)) {
    if (!(CORE in dependencies)) continue;
    const range = await coreRange(registry, name, version);
    // A minor of core is then nobody's business; a major is everybody's.
    checks.check(range === `^${core}` ? undefined : `${name}: its range of ${CORE} is ${range}, not ^${core}`);
  }
  const next = [bumped(core, 'minor'), bumped(core, 'major')];
  checks.notice(`${packagesOf(tree).length} packages; ${CORE} ${core}, of which ${next.join(' and ')} will follow`);
}
