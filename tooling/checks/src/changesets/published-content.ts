import { isDeepStrictEqual } from 'node:util';
import { parseJson, record, type JsonRecord } from '../json.js';
import { packageOf, readSources } from '../source-files.js';
import type { Workspace, WorkspacePackage } from '../workspace.js';

/** What of a manifest reaches users. */
const FIELDS = [
  ...['type', 'main', 'module', 'types', 'exports', 'bin', 'files', 'sideEffects', 'engines', 'description'],
  ...['dependencies', 'peerDependencies', 'peerDependenciesMeta', 'optionalDependencies'],
];

/** The paths whose content ends up in the tarball of a package: its own, and those of the internal code it bundles. */
export function contentPaths(pkg: WorkspacePackage, workspace: Workspace): readonly string[] {
  const bundled = bundledInternals(pkg, workspace).map(({ folder }) => `${folder}/src`);
  return [`${pkg.folder}/src`, `${pkg.folder}/README.md`, ...bundled];
}

/** Whether something in the manifest that users see has changed. */
export function manifestChanged(before: string | undefined, now: JsonRecord): boolean {
  const old = before === undefined ? {} : record(parseJson(before));
  return FIELDS.some((field) => !isDeepStrictEqual(old[field], now[field]));
}

/** The internal packages that tsup bundles into a package: what its sources import, and what those import. */
export function bundledInternals(pkg: WorkspacePackage, workspace: Workspace): readonly WorkspacePackage[] {
  const found = new Set<WorkspacePackage>();
  const visit = (current: WorkspacePackage): void => {
    const imported = new Set(
      readSources(workspace.root, `${current.folder}/src`).flatMap(({ imports }) => imports.map(packageOf)),
    );
    for (const other of workspace.packages) {
      if (other.kind !== 'internal' || found.has(other) || !imported.has(other.name)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(pkg);
  return [...found];
}
