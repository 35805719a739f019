import { CORE, type WorkspacePackage } from '../workspace.js';
import { isAtLeast, type Bump } from './pending.js';

const HOW = 'run `pnpm changeset` and say what users will notice';

/** A published package that differs from what was released says so in a changeset; so does one never released. */
export function missingChangeset(
  { name, version }: WorkspacePackage,
  changed: readonly string[],
  bumps: ReadonlyMap<string, Bump>,
): string | undefined {
  if (bumps.has(name)) return undefined;
  if (version === '0.0.0') return `${name}: was never released, and no changeset announces it: ${HOW}`;
  if (changed.length === 0) return undefined;
  const some = changed.slice(0, 3).join(', ') + (changed.length > 3 ? `, and ${changed.length - 3} more` : '');
  return `${name}: changed since ${version} (${some}), and no changeset names it: ${HOW}`;
}

/**
 * Changesets gives dependents of a major a patch. Types of core cross every API here, so that a major of core breaks
 * them as well: theirs is written by hand. Below 1.0.0 the breaking bump is a minor.
 */
export function coreMajorProblem(pkg: WorkspacePackage, bumps: ReadonlyMap<string, Bump>): string | undefined {
  if (bumps.get(CORE) !== 'major' || !(CORE in pkg.dependencies || CORE in pkg.peerDependencies)) return undefined;
  const needed: Bump = pkg.version.startsWith('0.') ? 'minor' : 'major';
  if (isAtLeast(bumps.get(pkg.name), needed)) return undefined;
  return `${pkg.name}: ${CORE} has a pending major, which breaks its users too: write a ${needed} for it by hand`;
}
