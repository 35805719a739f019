import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { isRelative, packageOf, type SourceFile } from '../source-files.js';
import { CORE, type Workspace, type WorkspacePackage } from '../workspace.js';

const ADVICE = 'a port comes in as an argument, shared code lives in internal/';

/** Law 2: at run time a published package depends on core and third parties, on nothing else of this workspace. */
export function publishedDependencies(pkg: WorkspacePackage, workspace: Workspace): string[] {
  const where = `${pkg.folder}/package.json`;
  const own = new Set(workspace.packages.map(({ name }) => name));
  const atRunTime = { ...pkg.dependencies, ...pkg.peerDependencies, ...pkg.optionalDependencies };
  const problems = Object.keys(atRunTime)
    .filter((name) => own.has(name) && name !== CORE)
    .map((name) => `${where}: depends at run time on ${name} (law 2): ${ADVICE}`);
  if (CORE in pkg.peerDependencies) {
    problems.push(`${where}: ${CORE} is a peer: a minor of core would be a major here; make it a dependency`);
  }
  if (CORE in pkg.dependencies && pkg.dependencies[CORE] !== 'workspace:^') {
    problems.push(`${where}: ${CORE} must be "workspace:^", not "${pkg.dependencies[CORE] ?? ''}"`);
  }
  return problems;
}

/** Who is published and who is not is told by the folder, and by the manifest, which must agree. */
export function privacy({ folder, kind, manifest }: WorkspacePackage): string[] {
  const isPrivate = manifest['private'] === true;
  if (kind === 'published' && isPrivate)
    return [`${folder}/package.json: is private; what is not published lives elsewhere`];
  if (kind === 'template' && !isPrivate)
    return [`${folder}/package.json: a template is private: what is made of it is published`];
  return [];
}

/** Law 2 for imports: declared ones only, and what is bundled is declared for development only. */
export function publishedImports(
  pkg: WorkspacePackage,
  workspace: Workspace,
  sources: readonly SourceFile[],
): string[] {
  return externalImports(pkg, sources).flatMap(({ path, name }) => {
    const kind = workspace.packages.find((candidate) => candidate.name === name)?.kind;
    const atRunTime = name in pkg.dependencies || name in pkg.peerDependencies || name in pkg.optionalDependencies;
    if (kind === 'internal') {
      return name in pkg.devDependencies ? [] : [`${path}: imports ${name}, which is not among the devDependencies`];
    }
    if (kind !== undefined && name !== CORE) return [`${path}: imports ${name} (laws 2 and 3): ${ADVICE}`];
    return atRunTime
      ? []
      : [`${path}: imports '${name}', which ${pkg.name} does not declare as a dependency or a peer`];
  });
}

/**
 * Law 2 for what is bundled: tsup leaves a third party's library out of the bundle only when the package that bundles
 * declares it. Undeclared it would be copied in, with no version that a security fix could reach.
 */
export function bundledDependencies(pkg: WorkspacePackage, workspace: Workspace): string[] {
  const atRunTime = { ...pkg.dependencies, ...pkg.peerDependencies };
  return bundledBy(pkg, workspace).flatMap((internal) =>
    Object.entries(thirdParties(internal, workspace))
      .filter(([name, range]) => atRunTime[name] !== range)
      .map(
        ([name, range]) =>
          `${pkg.folder}/package.json: bundles ${internal.name}, which needs ${name}: declare "${name}": "${range}"` +
          ` among the dependencies${name in atRunTime ? `, not "${atRunTime[name] ?? ''}"` : ''}`,
      ),
  );
}

/** Internal packages are private and made of core, of each other, of what Node has, and of third parties that they declare. */
export function internalLaw(pkg: WorkspacePackage, workspace: Workspace, sources: readonly SourceFile[]): string[] {
  const where = `${pkg.folder}/package.json`;
  const allowed = (name: string): boolean => {
    const kind = workspace.packages.find((other) => other.name === name)?.kind;
    return name === CORE || kind === 'internal' || kind === undefined;
  };
  const declared = { ...pkg.dependencies, ...pkg.peerDependencies, ...pkg.optionalDependencies };
  return [
    ...(pkg.manifest['private'] === true
      ? []
      : [`${where}: an internal package is private, so that nobody publishes it`]),
    ...Object.keys(declared)
      .filter((name) => !allowed(name))
      .map((name) => `${where}: internal packages depend on core, each other and third parties only, not on ${name}`),
    ...externalImports(pkg, sources)
      .filter(({ name }) => !allowed(name) || !(name in declared))
      .map(
        ({ path, name }) =>
          `${path}: imports '${name}', which is not a declared ${CORE}, @internal/ or third-party package`,
      ),
  ];
}

/** The internal packages that a package bundles, those that they bundle included. */
function bundledBy(pkg: WorkspacePackage, workspace: Workspace): readonly WorkspacePackage[] {
  const found = new Set<WorkspacePackage>();
  const visit = (names: readonly string[]): void => {
    for (const internal of workspace.packages) {
      if (internal.kind !== 'internal' || !names.includes(internal.name) || found.has(internal)) continue;
      found.add(internal);
      visit(Object.keys(internal.dependencies));
    }
  };
  visit(Object.keys(pkg.devDependencies));
  return [...found];
}

function thirdParties(pkg: WorkspacePackage, workspace: Workspace): Readonly<Record<string, string>> {
  const own = new Set(workspace.packages.map(({ name }) => name));
  return Object.fromEntries(Object.entries(pkg.dependencies).filter(([name]) => !own.has(name)));
}

/** Relative imports stay within the folder they start from: a path is no way round a law. */
export function importsOutside(folder: string, sources: readonly SourceFile[]): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => isRelative(specifier))
      .filter((specifier) => !posix.join(posix.dirname(path), specifier).startsWith(`${folder}/`))
      .map((specifier) => `${path}: '${specifier}' leaves ${folder}; import the package by its name`),
  );
}

function externalImports(pkg: WorkspacePackage, sources: readonly SourceFile[]): { path: string; name: string }[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => !isRelative(specifier) && !isBuiltin(specifier))
      .map((specifier) => ({ path, name: packageOf(specifier) }))
      .filter(({ name }) => name !== pkg.name),
  );
}
