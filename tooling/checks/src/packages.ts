import { join } from 'node:path';
import { matches, type GateContext } from './context.js';
import { Checklist, type GateResult } from './gate.js';
import { readJson } from './json.js';
import { adapterProblems } from './packages/adapter.js';
import { announcementProblems } from './packages/announcement.js';
import { manifestProblems } from './packages/manifest-fields.js';
import { missingFiles, typesProblems } from './packages/packed-files.js';
import { provenanceProblems } from './packages/provenance.js';
import { publintProblems, typesResolutionProblems } from './packages/publish-tools.js';
import { readmeProblems } from './packages/readme.js';
import { releasePathProblems } from './packages/release-path.js';
import { BUDGETS, sizeProblems } from './packages/size.js';
import { leftovers } from './packages/unfinished.js';
import { gateCommand } from './run/gate-command.js';
import { inLanes } from './run/in-lanes.js';
import { isMain } from './run/is-main.js';
import type { Tarballs } from './tarballs.js';
import { published, readWorkspace } from './workspace.js';

/** Each published package has all its parts, and what npm would get of it is complete, right in both module systems, within its budget. */
export async function checkPackages(context: GateContext): Promise<GateResult> {
  const checks = new Checklist('packages');
  const budgets = readJson(join(context.root, BUDGETS));
  if (matches(context, '.github/workflows/release.yml')) checks.check(releasePathProblems(context.root));
  const packages = published(readWorkspace(context.root)).filter(({ folder }) => matches(context, folder));
  // First what needs no build: a package that is not installed yet cannot be packed, and is told all the same what it lacks.
  for (const pkg of packages) {
    checks.check(manifestProblems(pkg));
    checks.check(provenanceProblems(pkg, process.env));
    checks.check(readmeProblems(context.root, pkg));
    checks.check(announcementProblems(context.root, pkg));
    checks.check(leftovers(context.root, pkg));
    checks.check(adapterProblems(context.root, pkg));
  }
  const tarballs = packages.length === 0 ? undefined : await packed(context, checks);
  await inLanes(tarballs === undefined ? [] : packages, 2, async (pkg) => {
    const tarball = tarballs?.packages.find(({ name }) => name === pkg.name);
    const missing = tarball === undefined ? [`${pkg.name}: was not packed`] : missingFiles(tarball);
    checks.check(missing);
    // Without its files, every tool below would only say the same again.
    if (tarball === undefined || missing.some((problem) => problem.includes('dist/'))) return;
    checks.check(typesProblems(tarball));
    checks.check(await publintProblems(tarball));
    checks.check(await typesResolutionProblems(context.root, tarball));
    checks.check(await sizeProblems(tarball, pkg.manifest, budgets));
  });
  return checks.result();
}

async function packed(context: GateContext, checks: Checklist): Promise<Tarballs | undefined> {
  try {
    return await context.tarballs();
  } catch (cause) {
    checks.check(cause instanceof Error ? cause.message : String(cause));
    return undefined;
  }
}

if (isMain(import.meta.url)) await gateCommand(checkPackages);
