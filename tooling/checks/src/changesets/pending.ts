import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Bump = 'major' | 'minor' | 'patch';

const BUMPS: readonly Bump[] = ['patch', 'minor', 'major'];

/** The changesets that wait for the next release: the highest bump of each package, and what is wrong with them. */
export interface PendingChangesets {
  readonly bumps: ReadonlyMap<string, Bump>;
  readonly problems: readonly string[];
}

export function readPending(root: string, publishedNames: readonly string[]): PendingChangesets {
  const folder = join(root, '.changeset');
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')
    : [];
  const bumps = new Map<string, Bump>();
  const problems: string[] = [];
  for (const file of files) {
    const parsed = parseChangeset(readFileSync(join(folder, file), 'utf8'));
    if (parsed === undefined) {
      problems.push(`.changeset/${file}: begins with --- , a line such as '@infra/core': minor per package, and ---`);
      continue;
    }
    if (parsed.summary === '') problems.push(`.changeset/${file}: says nothing; users read it in the change log`);
    for (const [name, bump] of parsed.bumps) {
      if (!publishedNames.includes(name)) problems.push(`.changeset/${file}: ${name} is not a published package`);
      else bumps.set(name, highest(bumps.get(name), bump));
    }
  }
  return { bumps, problems };
}

export function parseChangeset(
  text: string,
): { bumps: readonly (readonly [string, Bump])[]; summary: string } | undefined {
  const [, head, summary = ''] = /^---\r?\n([\s\S]*?)\r?\n?---(?:\r?\n|$)([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined) return undefined;
  const bumps: (readonly [string, Bump])[] = [];
  for (const line of head.split(/\r?\n/).filter((candidate) => candidate.trim() !== '')) {
    const [, name, written] = /^(['"]?[^'"]+['"]?)\s*:\s*['"]?(\w+)['"]?$/.exec(line.trim()) ?? [];
    const bump = BUMPS.find((candidate) => candidate === written);
    if (name === undefined || bump === undefined) return undefined;
    bumps.push([name.replaceAll(/['"]/g, ''), bump]);
  }
  return { bumps, summary: summary.trim() };
}

export function isAtLeast(bump: Bump | undefined, least: Bump): boolean {
  return bump !== undefined && BUMPS.indexOf(bump) >= BUMPS.indexOf(least);
}

function highest(one: Bump | undefined, other: Bump): Bump {
  return one !== undefined && isAtLeast(one, other) ? one : other;
}
