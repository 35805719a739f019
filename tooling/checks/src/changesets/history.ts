import { parseJson, record, text } from '../json.js';
import { runProgram } from '../run/program.js';

/** What git knows about a repository. */
export interface History {
  /** Why it cannot tell what changed; undefined when it can. */
  blindness(): Promise<string | undefined>;
  /** The commit that last changed the `version` of a manifest; undefined before its first commit. */
  versionCommit(manifest: string): Promise<string | undefined>;
  /** The files below these paths that differ from the commit, in commits, in the working tree, or as new files. */
  changedSince(commit: string, paths: readonly string[]): Promise<readonly string[]>;
  fileAt(commit: string, path: string): Promise<string | undefined>;
}

export function gitHistory(root: string): History {
  const git = (...args: readonly string[]): ReturnType<typeof runProgram> =>
    runProgram('git', ['-c', 'core.quotePath=false', ...args], { cwd: root, deadlineMs: 30_000 });
  const lines = async (...args: readonly string[]): Promise<readonly string[]> => {
    const run = await git(...args);
    if (run.code !== 0) throw new Error(`git ${args.join(' ')}: ${run.output.trim()}`);
    return run.stdout.split('\n').filter((line) => line !== '');
  };
  const fileAt = async (commit: string, path: string): Promise<string | undefined> => {
    const run = await git('show', `${commit}:${path}`);
    return run.code === 0 ? run.stdout : undefined;
  };

  return {
    blindness: async () => {
      const shallow = await git('rev-parse', '--is-shallow-repository');
      if (shallow.code !== 0) return 'this is no git repository';
      if (shallow.stdout.trim() === 'true') return 'this is a shallow clone: fetch the whole history';
      return (await git('rev-parse', '--verify', '--quiet', 'HEAD')).code === 0 ? undefined : 'there is no commit yet';
    },
    versionCommit: async (manifest) => {
      // The line may have changed for a comma: what counts is the version before and after.
      for (const commit of await lines('log', '--format=%H', '-G"version":', '--', manifest)) {
        const [after, before] = [await fileAt(commit, manifest), await fileAt(`${commit}^`, manifest)].map(versionIn);
        if (after !== before) return commit;
      }
      return undefined;
    },
    changedSince: async (commit, paths) => {
      const changed = await lines('diff', '--name-only', commit, '--', ...paths);
      const added = await lines('ls-files', '--others', '--exclude-standard', '--', ...paths);
      return [...new Set([...changed, ...added])].sort();
    },
    fileAt,
  };
}

function versionIn(manifest: string | undefined): string | undefined {
  return manifest === undefined ? undefined : text(record(parseJson(manifest))['version']);
}
