import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChangeset, type WorkspacePackage } from '@tooling/checks';

/** Of each package, the first lines of what waits to be told to its users. */
export function pendingSummaries(root: string): ReadonlyMap<string, readonly string[]> {
  const folder = join(root, '.changeset');
  const found = new Map<string, string[]>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
    const parsed = parseChangeset(readFileSync(join(folder, file), 'utf8'));
    const [line = ''] = parsed?.summary.split('\n') ?? [];
    for (const [name] of parsed?.bumps ?? []) found.set(name, [...(found.get(name) ?? []), line]);
  }
  return found;
}

/** The newest entry is that of this version, and says what the changesets said. */
export function changelogProblems(
  root: string,
  { name, folder, version }: Pick<WorkspacePackage, 'name' | 'folder' | 'version'>,
  summaries: readonly string[],
): string[] {
  const path = join(root, folder, 'CHANGELOG.md');
  if (!existsSync(path)) return [`${name}: has no CHANGELOG.md for ${version}`];
  const [head = '', entry = ''] = readFileSync(path, 'utf8').split(/^## /m);
  const problems: string[] = [];
  if (head.trim() !== `# ${name}`) problems.push(`${name}: CHANGELOG.md begins with "${head.trim()}"`);
  if (entry.split('\n', 1)[0] !== version) problems.push(`${name}: the newest entry of CHANGELOG.md is not ${version}`);
  for (const line of summaries) {
    if (!entry.includes(line)) problems.push(`${name}: CHANGELOG.md does not say "${line}" under ${version}`);
  }
  return problems;
}
