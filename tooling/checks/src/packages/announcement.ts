import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChangeset } from '../changesets/pending.js';
import type { WorkspacePackage } from '../workspace.js';
import { unfinished } from './unfinished.js';

/** Users can read what changed: in the change log of what was released, in a changeset of what will be. */
export function announcementProblems(root: string, { folder, name, version }: WorkspacePackage): string[] {
  const changesets = changesetsFor(root, name);
  const problems = changesets.flatMap(({ path, content }) => unfinished(path, content));
  if (version === '0.0.0') {
    if (changesets.length > 0) return problems;
    return [
      `${name}: was never released, and no changeset announces it: add .changeset/${folder.replace(/^.*\//, '')}.md`,
    ];
  }
  if (existsSync(join(root, folder, 'CHANGELOG.md'))) return problems;
  return [
    ...problems,
    `${folder}/CHANGELOG.md is missing: ${name} ${version} was released, and nobody can read what changed`,
  ];
}

function changesetsFor(root: string, name: string): readonly { readonly path: string; readonly content: string }[] {
  const folder = join(root, '.changeset');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ path: `.changeset/${file}`, content: readFileSync(join(folder, file), 'utf8') }))
    .filter(({ content }) => parseChangeset(content)?.bumps.some(([announced]) => announced === name) === true);
}
