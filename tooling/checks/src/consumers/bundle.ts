import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { importsOf } from '../source-files.js';
import { compiledFile, type ProjectSources } from './project.js';

/** Libraries that read files of their own when they run, which a single file does not have beside it. */
const WITH_FILES = new Set(['@electric-sql/pglite']);

/** Bundles every program of a project that can be, with all that they import, into a single file in an empty folder. */
export async function bundleProject(plan: ProjectSources, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const bundled = plan.programs.filter(({ source }) => !importsOf(source).some((name) => WITH_FILES.has(name)));
  const entries = bundled.map(({ name }) => `import './${compiledFile(plan, name)}';`);
  const outfile = join(folder, 'bundle.cjs');
  await build({
    stdin: { contents: entries.join('\n'), resolveDir: plan.folder },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  return outfile;
}
