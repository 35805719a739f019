import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import {
  compiledFile,
  extractSnippets,
  importsOf,
  packageOf,
  runBlock,
  writePrograms,
  type Checklist,
  type Snippet,
  type WorkspacePackage,
} from '@tooling/checks';
import type { Project } from './projects.js';

/** A program of a README, with what it needs. */
export interface Block extends Snippet {
  /** The packages that it imports. */
  readonly needs: readonly string[];
}

/** The blocks of a README of the tree; none where there is no README. */
export function blocksOf(root: string, readme: string, prefix: string): readonly Block[] {
  const path = join(root, readme);
  if (!existsSync(path)) return [];
  return extractSnippets(readme, readFileSync(path, 'utf8'), `readme-${prefix}`).map((snippet) => ({
    ...snippet,
    needs: neededPackages(snippet.code),
  }));
}

export function blocksOfPackage(root: string, { folder }: WorkspacePackage): readonly Block[] {
  return blocksOf(root, `${folder}/README.md`, basename(folder));
}

export function neededPackages(code: string): readonly string[] {
  const outside = importsOf(code).filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier));
  return [...new Set(outside.map(packageOf))].sort();
}

/** Blocks are ES modules: they await at top level. A line of the compiler's is that of the README. */
export function writeBlocks({ folder }: Project, blocks: readonly Block[]): void {
  const programs = blocks.map(({ name, line, code }) => ({ name, source: `${'\n'.repeat(line - 1)}${code}\n` }));
  writePrograms({ folder, modules: 'esm', programs });
}

/** Runs what was written and compiled: each prints what it says, and ends by itself. */
export async function runBlocks(checks: Checklist, { folder }: Project, blocks: readonly Block[]): Promise<void> {
  for (const block of blocks.filter(({ runs }) => runs)) {
    checks.check(await runBlock(block, { cwd: folder, args: [compiledFile({ modules: 'esm' }, block.name)] }));
  }
}
