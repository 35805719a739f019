import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from '../workspace.js';
import { sectionProblems } from './sections.js';
import { unfinished } from './unfinished.js';

/** A package has a README in seven sections, which says what only its author knows. */
export function readmeProblems(root: string, { folder, name }: WorkspacePackage): string[] {
  const readme = `${folder}/README.md`;
  if (!existsSync(join(root, readme))) return [`${readme} is missing`];
  const markdown = readFileSync(join(root, readme), 'utf8');
  return [...sectionProblems(readme, name, markdown), ...unfinished(readme, markdown)];
}
