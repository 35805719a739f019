import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, published, readPending, readWorkspace, type Bump, type WorkspacePackage } from '@tooling/checks';
import { changelogProblems, pendingSummaries } from './changelogs.js';
import { expectedVersions } from './expected-versions.js';
import { pnpm } from './pnpm.js';

export function packagesOf(root: string): readonly WorkspacePackage[] {
  return published(readWorkspace(root));
}

export function versionsOf(root: string): ReadonlyMap<string, string> {
  return new Map(packagesOf(root).map(({ name, version }) => [name, version]));
}

/** The version that a package has in this tree; throws when there is no such package. */
export function versionOf(root: string, name: string): string {
  const version = versionsOf(root).get(name);
  if (version === undefined) throw new Error(`${name} is not a published package of this tree`);
  return version;
}

/** Changes a file of the tree; throws when the change does not fit any more. */
export function edit(root: string, file: string, change: (text: string) => string): void {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`The rehearsal's change no longer fits ${file}`);
  writeFileSync(path, after);
}

export function writeChangeset(root: string, bumps: ReadonlyMap<string, Bump>, summary: string): void {
  const head = [...bumps].map(([name, bump]) => `'${name}': ${bump}`).join('\n');
  writeFileSync(join(root, '.changeset', 'rehearsal.md'), `---\n${head}\n---\n\n${summary}\n`);
}

/**
 * `changeset version`, committed as a release pull request would. Gives what did not come out as the changesets said:
 * every package has its own version and its own entry in its own changelog, and nothing else happened.
 */
export async function applyChangesets(root: string): Promise<readonly string[]> {
  const before = packagesOf(root);
  const { bumps, problems } = readPending(
    root,
    before.map(({ name }) => name),
  );
  const summaries = pendingSummaries(root);
  const expected = expectedVersions(before, bumps);
  await pnpm(root, ['exec', 'changeset', 'version']);
  const found: string[] = [...problems];
  for (const pkg of packagesOf(root)) {
    const wanted = expected.get(pkg.name) ?? 'nothing';
    if (pkg.version !== wanted) found.push(`${pkg.name}: became ${pkg.version}; its changesets make it ${wanted}`);
    const old = before.find(({ name }) => name === pkg.name)?.version;
    if (pkg.version !== old) found.push(...changelogProblems(root, pkg, summaries.get(pkg.name) ?? []));
  }
  const left = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');
  if (left.length > 0) found.push(`changesets are left after the release: ${left.join(', ')}`);
  await commitAll(root, 'Version the packages');
  return found;
}
