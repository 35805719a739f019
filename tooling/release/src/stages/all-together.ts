import { join } from 'node:path';
import { consumerPrograms, type Checklist, type WorkspacePackage } from '@tooling/checks';
import { install, tryPrograms } from '../projects.js';
import { blocksOf, blocksOfPackage, runBlocks, writeBlocks, type Block } from '../readme-blocks.js';
import type { Rehearsal } from '../rehearsal.js';
import { thirdParties } from '../third-parties.js';
import { packagesOf, versionsOf } from '../versioning.js';
import { availableWith } from './single-adapters.js';

/** One project with all packages: they get along, and so do the blocks of READMEs that show more than one of them. */
export async function allTogether(checks: Checklist, rehearsal: Rehearsal): Promise<void> {
  const { tree, projects, registry, redisUrl } = rehearsal;
  const packages = packagesOf(tree);
  const blocks = [...blocksOf(tree, 'README.md', 'root'), ...packages.flatMap((pkg) => severalPackages(tree, pkg))];
  const programs = consumerPrograms(packages.map(({ name }) => name));
  const sources = [...blocks.map(({ code }) => code), ...programs.map(({ source }) => source)];
  const dependencies = { ...thirdParties(tree, sources), ...Object.fromEntries(versionsOf(tree)) };
  const wanted = { name: 'all packages', folder: join(projects, 'all') };
  const project = await install(checks, registry, wanted, { dependencies });
  if (project === undefined) return;
  writeBlocks(project, blocks);
  await tryPrograms(checks, project, programs, { REDIS_URL: redisUrl });
  await runBlocks(checks, project, blocks);
}

/** What could not run where the package is alone. */
function severalPackages(tree: string, pkg: WorkspacePackage): readonly Block[] {
  const available = availableWith(pkg);
  return blocksOfPackage(tree, pkg).filter(({ needs }) => needs.some((name) => !available.has(name)));
}
