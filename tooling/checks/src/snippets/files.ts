import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Snippet } from './extract.js';

/** Where the blocks become files: named by .gitignore and by the tsconfig. */
const FOLDER = '.snippets';

export interface SnippetFile extends Snippet {
  /** Relative to the root. */
  readonly file: string;
}

/**
 * Writes the blocks as files, each beside the node_modules of the package whose README it is from. A file has the
 * line numbers of its README, so that whatever points into it points into the README.
 */
export function writeSnippets(root: string, snippets: readonly Snippet[]): readonly SnippetFile[] {
  removeSnippets(root);
  const files = snippets.map((snippet) => {
    const folder = `${FOLDER}/${dirname(snippet.readme).replaceAll('/', '-').replace('.', 'root')}`;
    return { ...snippet, file: `${folder}/${snippet.name}.ts` };
  });
  for (const { file, readme, line, code } of files) {
    const folder = join(root, dirname(file));
    mkdirSync(folder, { recursive: true });
    const modules = join(root, dirname(readme), 'node_modules');
    if (!existsSync(join(folder, 'node_modules')) && existsSync(modules)) {
      symlinkSync(modules, join(folder, 'node_modules'), 'dir');
    }
    writeFileSync(join(root, file), `${'\n'.repeat(line - 1)}${code}\n`);
  }
  const config = {
    extends: '../tsconfig.json',
    // A README may name what it does not use.
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    include: [],
    files: files.map(({ file }) => file.slice(FOLDER.length + 1)),
  };
  writeFileSync(join(root, FOLDER, 'tsconfig.json'), JSON.stringify(config));
  return files;
}

export function removeSnippets(root: string): void {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
}

export function snippetsConfig(): string {
  return `${FOLDER}/tsconfig.json`;
}
