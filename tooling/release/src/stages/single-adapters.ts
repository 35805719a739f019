import { basename, join } from 'node:path';
import {
  consumerPrograms,
  CORE,
  everyPackage,
  inLanes,
  installedInfra,
  programOf,
  type Checklist,
  type ConsumerProgram,
  type WorkspacePackage,
} from '@tooling/checks';
import { checkCores, install, tryPrograms } from '../projects.js';
import { blocksOfPackage, neededPackages, runBlocks, writeBlocks } from '../readme-blocks.js';
import type { Rehearsal } from '../rehearsal.js';
import { packagesOf, versionOf } from '../versioning.js';

/**
 * `npm install` of one package into an empty project, for each of them: it brings core, its peers and its own
 * dependencies, and no other package of ours. What needs nothing else then compiles and runs, its README included.
 */
export async function singleAdapters(checks: Checklist, rehearsal: Rehearsal): Promise<void> {
  await inLanes(packagesOf(rehearsal.tree), rehearsal.lanes, (pkg) => single(checks, rehearsal, pkg));
}

async function single(checks: Checklist, rehearsal: Rehearsal, pkg: WorkspacePackage): Promise<void> {
  const { tree, projects, registry, redisUrl } = rehearsal;
  const folder = join(projects, `single-${basename(pkg.folder)}`);
  const wish = { dependencies: { [pkg.name]: pkg.version } };
  const project = await install(checks, registry, { name: `${pkg.name} alone`, folder }, wish);
  if (project === undefined) return;
  const brought = installedInfra(project).filter((name) => name !== CORE && name !== pkg.name);
  checks.check(brought.map((name) => `installing ${pkg.name} brings ${name}`));
  checkCores(checks, project, { '': versionOf(tree, CORE) });

  const available = availableWith(pkg);
  const suffices = (needs: readonly string[]): boolean => needs.every((name) => available.has(name));
  const blocks = blocksOfPackage(tree, pkg).filter(({ needs }) => suffices(needs));
  writeBlocks(project, blocks);
  await tryPrograms(checks, project, programsFor(pkg, suffices), { REDIS_URL: redisUrl });
  await runBlocks(checks, project, blocks);
}

/** What somebody can import who installed nothing but this package. */
export function availableWith({ name, dependencies, peerDependencies }: WorkspacePackage): ReadonlySet<string> {
  return new Set([CORE, name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
}

function programsFor(
  { name }: WorkspacePackage,
  suffices: (needs: readonly string[]) => boolean,
): readonly ConsumerProgram[] {
  const own = programOf(name, consumerPrograms([name]));
  return [everyPackage([name]), ...(own !== undefined && suffices(neededPackages(own.source)) ? [own] : [])];
}
