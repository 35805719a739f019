import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { matches, type GateContext } from './context.js';
import { Checklist, type GateResult } from './gate.js';
import { inLanes } from './run/in-lanes.js';
import { compileSnippets } from './snippets/compile.js';
import { extractSnippets } from './snippets/extract.js';
import { removeSnippets, writeSnippets } from './snippets/files.js';
import { runSnippet } from './snippets/run.js';
import { published, readWorkspace } from './workspace.js';

/** Every program in a README compiles, runs, ends, and prints what it says. */
export async function checkSnippets(context: GateContext): Promise<GateResult> {
  const { root } = context;
  const checks = new Checklist('snippets');
  const packages = published(readWorkspace(root));
  const readmes = ['README.md', ...packages.map(({ folder }) => `${folder}/README.md`)];
  if (!existsSync(join(root, 'README.md'))) checks.check('README.md is missing');
  const snippets = readmes
    .filter((readme) => matches(context, readme) && existsSync(join(root, readme)))
    .flatMap((readme) => extractSnippets(readme, read(root, readme), prefixOf(readme)));
  if (snippets.length === 0) {
    checks.check(
      `no README${context.filter === undefined ? '' : ` whose path has "${context.filter}" in it`} has a program`,
    );
    return checks.result();
  }
  try {
    const files = writeSnippets(root, snippets);
    const compiled = await compileSnippets(root, files);
    const elsewhere = compiled.get('') ?? [];
    if (elsewhere.length > 0) checks.check(elsewhere);
    for (const { file } of files) checks.check(compiled.get(file));
    const runnable = files.filter(({ file, runs }) => runs && !compiled.has(file));
    await inLanes(runnable, 2, async (snippet) => checks.check(await runSnippet(root, snippet)));
  } finally {
    removeSnippets(root);
  }
  return checks.result();
}

function read(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function prefixOf(readme: string): string {
  return readme === 'README.md' ? 'readme' : basename(readme.replace('/README.md', ''));
}
