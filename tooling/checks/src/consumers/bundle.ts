import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compiledFile, type ProjectSources } from './project.js';

/** Bundles every program of a project, with all that they import, into a single file in an empty folder. */
export async function bundleProject(plan: ProjectSources, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const entries = plan.programs.map(({ name }) => `import './${compiledFile(plan, name)}';`);
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
