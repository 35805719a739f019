import { Checklist, type GateResult } from './gate.js';
import { coreDependencies, coreImports } from './laws/core-law.js';
import { importCycles } from './laws/import-cycles.js';
import { moduleState } from './laws/module-state.js';
import {
  bundledDependencies,
  importsOutside,
  internalLaw,
  privacy,
  publishedDependencies,
  publishedImports,
} from './laws/package-law.js';
import { readSources } from './source-files.js';
import { CORE, readWorkspace } from './workspace.js';

/** The three laws, over manifests and import specifiers; needs no build. */
export function checkLaws(root: string): GateResult {
  const checks = new Checklist('laws');
  const workspace = readWorkspace(root);
  for (const pkg of workspace.packages) {
    const folder = `${pkg.folder}/src`;
    const sources = readSources(root, folder);
    checks.check(importCycles(sources));
    if (pkg.kind === 'app') checks.check(importCycles(readSources(root, `${pkg.folder}/web/src`)));
    if (['published', 'internal', 'template'].includes(pkg.kind)) checks.check(importsOutside(folder, sources));
    if (pkg.name === CORE) {
      checks.check(coreDependencies(pkg));
      checks.check(coreImports(sources));
      checks.check(moduleState(sources));
    } else if (pkg.kind === 'published' || pkg.kind === 'template') {
      // What is made of a template is published: it keeps the same laws.
      checks.check(privacy(pkg));
      checks.check(publishedDependencies(pkg, workspace));
      checks.check(publishedImports(pkg, workspace, sources));
      checks.check(bundledDependencies(pkg, workspace));
    } else if (pkg.kind === 'internal') {
      checks.check(internalLaw(pkg, workspace, sources));
      checks.check(moduleState(sources));
    }
  }
  return checks.result();
}
