import { join } from 'node:path';
import { matches, type GateContext } from './context.js';
import { Checklist, type GateResult } from './gate.js';
import { readJson } from './json.js';
import { manifestProblems } from './packages/manifest-fields.js';
import { missingFiles, typesProblems } from './packages/packed-files.js';
import { provenanceProblems } from './packages/provenance.js';
import { publintProblems, typesResolutionProblems } from './packages/publish-tools.js';
import { releasePathProblems } from './packages/release-path.js';
import { sizeProblems } from './packages/size.js';
import { gateCommand } from './run/gate-command.js';
import { inLanes } from './run/in-lanes.js';
import { isMain } from './run/is-main.js';
import { published, readWorkspace } from './workspace.js';

/** What npm would get of each published package is complete, right in both module systems, and within its budget. */
export async function checkPackages(context: GateContext): Promise<GateResult> {
  const checks = new Checklist('packages');
  const budgets = readJson(join(context.root, 'tooling/checks/size-budgets.json'));
  if (matches(context, '.github/workflows/release.yml')) checks.check(releasePathProblems(context.root));
  const packages = published(readWorkspace(context.root)).filter(({ folder }) => matches(context, folder));
  const tarballs = packages.length === 0 ? undefined : await context.tarballs();
  await inLanes(packages, 2, async (pkg) => {
    checks.check(manifestProblems(pkg));
    checks.check(provenanceProblems(pkg, process.env));
    const packed = tarballs?.packages.find(({ name }) => name === pkg.name);
    const missing = packed === undefined ? [`${pkg.name}: was not packed`] : missingFiles(packed);
    checks.check(missing);
    // Without its files, every tool below would only say the same again.
    if (packed === undefined || missing.some((problem) => problem.includes('dist/'))) return;
    checks.check(typesProblems(packed));
    checks.check(await publintProblems(packed));
    checks.check(await typesResolutionProblems(context.root, packed));
    checks.check(await sizeProblems(packed, pkg.manifest, budgets));
  });
  return checks.result();
}

if (isMain(import.meta.url)) await gateCommand(checkPackages);
