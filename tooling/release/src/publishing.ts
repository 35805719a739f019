import { CORE, git, record, text, textRecord, type JsonRecord, type WorkspacePackage } from '@tooling/checks';
import { pnpm } from './pnpm.js';
import type { Registry } from './registry.js';
import { packagesOf } from './versioning.js';

const OURS = '@infra/';

/**
 * Builds, then `changeset publish`, as the script "release" does; gives what the registry then lacks or has wrong. Only
 * what is new to the registry is built: nothing else is packed.
 */
export async function buildAndPublish(root: string, registry: Registry): Promise<readonly string[]> {
  const known = async ({ name, version }: WorkspacePackage): Promise<boolean> =>
    (await versionsInRegistry(registry, name)).includes(version);
  const packages = packagesOf(root);
  const isKnown = await Promise.all(packages.map(known));
  const filters = packages.filter((_, at) => isKnown[at] === false).map(({ name }) => `--filter=${name}`);
  await pnpm(root, ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', ...filters]);
  await pnpm(root, ['exec', 'changeset', 'publish'], registry.env);
  const problems = packages.map(async (pkg) => packumentProblems(pkg, await registry.packument(pkg.name)));
  const tags = (await git(root, 'tag', '--list')).split('\n');
  const untagged = packages.map(({ name, version }) => `${name}@${version}`).filter((tag) => !tags.includes(tag));
  return [...(await Promise.all(problems)).flat(), ...untagged.map((tag) => `git has no tag ${tag}`)];
}

/** What users find of a package: this version, as the latest, with ranges that mean something outside the workspace. */
export function packumentProblems(
  { name, version, dependencies }: Pick<WorkspacePackage, 'name' | 'version' | 'dependencies'>,
  packument: JsonRecord | undefined,
): string[] {
  const manifest = manifestOf(packument, version);
  if (text(manifest['version']) !== version) return [`${name}@${version}: is not in the registry`];
  const problems: string[] = [];
  const latest = text(record(packument?.['dist-tags'])['latest']);
  if (latest !== version) problems.push(`${name}: "latest" is ${latest ?? 'nothing'}, not ${version}`);
  const ranges = { ...textRecord(manifest['dependencies']), ...textRecord(manifest['peerDependencies']) };
  for (const [dependency, range] of Object.entries(ranges)) {
    if (/^(?:workspace|link|file|catalog):/.test(range))
      problems.push(`${name}: published with ${dependency} ${range}`);
    if (dependency.startsWith(OURS) && dependency !== CORE)
      problems.push(`${name}: published depending on ${dependency}`);
  }
  if (CORE in dependencies && !(CORE in ranges)) problems.push(`${name}: published without its dependency on ${CORE}`);
  return problems;
}

/** The range of core with which a version of a package was published. */
export async function coreRange(registry: Registry, name: string, version: string): Promise<string> {
  const manifest = manifestOf(await registry.packument(name), version);
  return textRecord(manifest['dependencies'])[CORE] ?? 'nothing';
}

export async function versionsInRegistry(registry: Registry, name: string): Promise<readonly string[]> {
  return Object.keys(record((await registry.packument(name))?.['versions']));
}

function manifestOf(packument: JsonRecord | undefined, version: string): JsonRecord {
  return record(record(packument?.['versions'])[version]);
}
