import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { record, parseJson, text, type JsonRecord } from '../json.js';
import { runProgram } from '../run/program.js';
import { temporaryFolder } from '../run/temporary-folder.js';
import { published, readWorkspace } from '../workspace.js';
import { pretendedUrl } from './pretended-repository.js';

/** A copy of the working tree, with history, in which gates and releases can be tried. */
export interface TreeCopy {
  readonly root: string;
  dispose(): void;
}

/** Who commits and tags in a copy: a machine may have no name in git, or a key that asks for a password. */
const NOBODY = {
  'user.name': 'copy',
  'user.email': 'copy@localhost',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
};

/** Copies what git knows and what is new, links the installed packages, and commits it all as one commit. */
export async function copyTree(root: string, prepare: (copy: string) => void = () => undefined): Promise<TreeCopy> {
  const { path: copy, dispose } = temporaryFolder('copy');
  try {
    for (const file of await workingFiles(root)) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      copyFileSync(join(root, file), join(copy, file));
    }
    linkModules(root, copy);
    prepare(copy);
    await git(copy, 'init', '--quiet');
    for (const [key, value] of Object.entries(NOBODY)) await git(copy, 'config', key, value);
    await commitAll(copy, 'A copy');
    return { root: copy, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** What git knows, and what is new and not ignored. */
async function workingFiles(root: string): Promise<readonly string[]> {
  const listed = await git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file)));
}

/**
 * pnpm's links are relative: those to packages of the workspace lead into the copy, and `.pnpm`, where third parties
 * live, is the original's. Caches stay behind, for tools write into them.
 */
function linkModules(root: string, copy: string): void {
  const folders = readWorkspace(root).packages.map(({ folder }) => folder);
  for (const folder of ['.', 'benchmarks', ...folders]) {
    const modules = join(root, folder, 'node_modules');
    if (!existsSync(modules)) continue;
    const target = join(copy, folder, 'node_modules');
    mkdirSync(target, { recursive: true });
    for (const entry of readdirSync(modules)) {
      if (entry === '.pnpm') symlinkSync(join(modules, entry), join(target, entry), 'dir');
      else if (entry === '.bin' || !entry.startsWith('.')) {
        cpSync(join(modules, entry), join(target, entry), { recursive: true, verbatimSymlinks: true });
      }
    }
  }
}

/** Every package has a version and a repository and no changeset waits: the state in which changes are told. */
export function releaseEverything(copy: string): void {
  for (const { folder, version } of published(readWorkspace(copy))) {
    const path = join(copy, folder, 'package.json');
    const manifest: JsonRecord = {
      ...record(parseJson(readFileSync(path, 'utf8'))),
      version: version === '0.0.0' ? '1.0.0' : version,
      repository: { type: 'git', url: pretendedUrl, directory: folder },
    };
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
    const changelog = join(copy, folder, 'CHANGELOG.md');
    if (!existsSync(changelog)) writeFileSync(changelog, `# ${text(manifest['name']) ?? folder}\n`);
  }
  const changesets = join(copy, '.changeset');
  for (const file of readdirSync(changesets).filter((name) => name.endsWith('.md'))) rmSync(join(changesets, file));
}

/** Commits whatever is in a copy. */
export async function commitAll(copy: string, message: string): Promise<void> {
  await git(copy, 'add', '--all');
  await git(copy, 'commit', '--quiet', '--no-verify', '--message', message);
}

export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const run = await runProgram('git', args, { cwd, deadlineMs: 60_000 });
  if (run.code !== 0) throw new Error(`git ${args.join(' ')}: ${run.output}`);
  return run.stdout;
}
