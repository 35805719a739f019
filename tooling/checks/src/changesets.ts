import { gitHistory, type History } from './changesets/history.js';
import { readPending } from './changesets/pending.js';
import { contentPaths, manifestChanged } from './changesets/published-content.js';
import { coreMajorProblem, missingChangeset } from './changesets/rules.js';
import { Checklist, type GateResult } from './gate.js';
import { gateCommand } from './run/gate-command.js';
import { isMain } from './run/is-main.js';
import { published, readWorkspace, type Workspace, type WorkspacePackage } from './workspace.js';

/** Whatever users would notice is announced by a changeset before it is merged. */
export async function checkChangesets(root: string, history: History = gitHistory(root)): Promise<GateResult> {
  const checks = new Checklist('changesets');
  const workspace = readWorkspace(root);
  const packages = published(workspace);
  const { bumps, problems } = readPending(
    root,
    packages.map(({ name }) => name),
  );
  checks.check(problems);
  for (const pkg of packages) checks.check(coreMajorProblem(pkg, bumps));

  const blindness = await history.blindness();
  if (blindness !== undefined) {
    checks.notice(`whether a package changed without a changeset cannot be told: ${blindness}`);
    return checks.result();
  }
  for (const pkg of packages) checks.check(missingChangeset(pkg, await changesOf(pkg, workspace, history), bumps));
  return checks.result();
}

/** The files that changed since the package's version did. */
async function changesOf(pkg: WorkspacePackage, workspace: Workspace, history: History): Promise<readonly string[]> {
  const manifest = `${pkg.folder}/package.json`;
  const commit = await history.versionCommit(manifest);
  if (commit === undefined) return [manifest];
  const files = await history.changedSince(commit, contentPaths(pkg, workspace));
  const before = await history.fileAt(commit, manifest);
  return manifestChanged(before, pkg.manifest) ? [manifest, ...files] : files;
}

if (isMain(import.meta.url)) await gateCommand(({ root }) => checkChangesets(root));
