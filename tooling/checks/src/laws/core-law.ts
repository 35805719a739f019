import { isRelative, type SourceFile } from '../source-files.js';
import type { WorkspacePackage } from '../workspace.js';

/** Law 1: core depends on nothing at run time… */
export function coreDependencies(core: WorkspacePackage): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = core;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).map(
    (name) =>
      `${core.folder}/package.json: core depends on nothing (law 1), but on ${name}; move what needs it out of core`,
  );
}

/** …and imports nothing but its own files: whatever else there is does I/O or brings a version of its own. */
export function coreImports(sources: readonly SourceFile[]): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => !isRelative(specifier))
      .map((specifier) => `${path}: core imports only its own files (law 1), but '${specifier}'`),
  );
}
