import { record, text } from '../json.js';
import type { WorkspacePackage } from '../workspace.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether npm is told to publish with provenance; npm reads its configuration in either case. */
function isWanted(env: Environment): boolean {
  return (env['NPM_CONFIG_PROVENANCE'] ?? env['npm_config_provenance']) === 'true';
}

/**
 * With provenance, the registry refuses a package whose `repository` is not the one that the workflow runs in: after
 * everything else has been done, and perhaps after half of the packages are out.
 */
export function provenanceProblems({ folder, manifest }: WorkspacePackage, env: Environment): string[] {
  if (!isWanted(env)) return [];
  const where = `${folder}/package.json`;
  const repository = record(manifest['repository']);
  const url = text(repository['url']) ?? '';
  if (url === '') {
    return [`${where}: has no "repository" with a "url", which provenance needs: see docs/releasing.md`];
  }
  const problems: string[] = [];
  const here = env['GITHUB_REPOSITORY'];
  if (
    here !== undefined &&
    !url
      .replace(/\.git$/, '')
      .toLowerCase()
      .endsWith(`/${here.toLowerCase()}`)
  ) {
    problems.push(
      `${where}: "repository.url" is ${url}, but this workflow runs in ${here}: provenance would be refused`,
    );
  }
  if (repository['directory'] !== folder) {
    problems.push(`${where}: "repository.directory" must be "${folder}", where its source is`);
  }
  return problems;
}
