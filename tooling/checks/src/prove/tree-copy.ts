import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { record, parseJson } from '../json.js';
import { runProgram } from '../run/program.js';
import { temporaryFolder } from '../run/temporary-folder.js';
import { published, readWorkspace } from '../workspace.js';

/** A copy of the working tree, with history, in which gates can be tried. */
export interface TreeCopy {
  readonly root: string;
  dispose(): void;
}

export async function copyTree(root: string): Promise<TreeCopy> {
  const { path: copy, dispose } = temporaryFolder('proof');
  try {
    for (const file of await workingFiles(root)) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      copyFileSync(join(root, file), join(copy, file));
    }
    linkModules(root, copy);
    await releaseEverything(copy);
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

/** Makes a commit in which every package has a version and no changeset waits: the state in which changes are told. */
async function releaseEverything(copy: string): Promise<void> {
  for (const { folder, version } of published(readWorkspace(copy))) {
    const path = join(copy, folder, 'package.json');
    const manifest = {
      ...record(parseJson(readFileSync(path, 'utf8'))),
      version: version === '0.0.0' ? '1.0.0' : version,
    };
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const changesets = join(copy, '.changeset');
  for (const file of readdirSync(changesets).filter((name) => name.endsWith('.md'))) rmSync(join(changesets, file));
  await git(copy, 'init', '--quiet');
  await git(copy, 'add', '--all');
  const author = ['-c', 'user.name=proof', '-c', 'user.email=proof@localhost', '-c', 'commit.gpgsign=false'];
  await git(copy, ...author, 'commit', '--quiet', '--no-verify', '--message', 'Everything is released');
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const run = await runProgram('git', args, { cwd, deadlineMs: 60_000 });
  if (run.code !== 0) throw new Error(`git ${args.join(' ')}: ${run.output}`);
  return run.stdout;
}
