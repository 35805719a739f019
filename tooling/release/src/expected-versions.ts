import { CORE, type Bump } from '@tooling/checks';

/** What a release looks at in a package. */
export interface Versioned {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The version after a bump, as semver has it. */
export function bumped(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/**
 * The versions that a release must give: each package its own bump, and none for a neighbour's. Only a major of core
 * leaves the range of those who depend on it, which makes a patch of whoever has no bump of its own.
 */
export function expectedVersions(
  packages: readonly Versioned[],
  bumps: ReadonlyMap<string, Bump>,
): ReadonlyMap<string, string> {
  const dragged = (pkg: Versioned): Bump | undefined =>
    bumps.get(CORE) === 'major' && CORE in pkg.dependencies ? 'patch' : undefined;
  return new Map(
    packages.map((pkg) => {
      const bump = bumps.get(pkg.name) ?? dragged(pkg);
      return [pkg.name, bump === undefined ? pkg.version : bumped(pkg.version, bump)];
    }),
  );
}

/** The bump that says "this breaks you": below 1.0.0 it is a minor. */
export function breakingBump({ version }: Versioned): Bump {
  return version.startsWith('0.') ? 'minor' : 'major';
}
