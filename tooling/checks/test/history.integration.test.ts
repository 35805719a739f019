import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitHistory } from '../src/changesets/history.js';
import { makeTree, type Tree } from './support/tree.js';

function git(root: string, ...args: string[]): void {
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...author, ...args], { cwd: root, stdio: 'pipe' });
}

function commit(tree: Tree, message: string): void {
  git(tree.root, 'add', '--all');
  git(tree.root, 'commit', '--quiet', '--no-verify', '--message', message);
}

test('a folder without git cannot tell', async () => {
  using tree = makeTree({ 'a.txt': '1' });
  expect(await gitHistory(tree.root).blindness()).toContain('no git repository');
});

test('what changed since the version did: committed, edited and new files', async () => {
  using tree = makeTree({
    'x/package.json': '{\n  "version": "1.0.0"\n}\n',
    'x/src/a.ts': '1',
    'x/src/b.ts': '1',
    'x/src/c.ts': '1',
  });
  git(tree.root, 'init', '--quiet', '--initial-branch', 'main');
  const history = gitHistory(tree.root);
  expect(await history.blindness()).toContain('no commit');
  commit(tree, 'before');
  tree.write({ 'x/package.json': '{\n  "version": "1.1.0"\n}\n', 'x/src/a.ts': '2' });
  commit(tree, 'release');
  tree.write({ 'x/package.json': '{\n  "version": "1.1.0",\n  "main": "a.js"\n}\n', 'x/src/b.ts': '2', 'y.txt': '1' });
  commit(tree, 'work');
  tree.write({ 'x/src/c.ts': '2', 'x/src/new.ts': '1', 'x/test/new.ts': '1' });

  expect(await history.blindness()).toBeUndefined();
  const release = (await history.versionCommit('x/package.json')) ?? '';
  expect(await history.fileAt(release, 'x/package.json')).toBe('{\n  "version": "1.1.0"\n}\n');
  expect(await history.fileAt(release, 'x/gone.json')).toBeUndefined();
  expect(await history.changedSince(release, ['x/src'])).toEqual(['x/src/b.ts', 'x/src/c.ts', 'x/src/new.ts']);
  expect(await history.versionCommit('x/none.json')).toBeUndefined();
});

test('a shallow clone cannot tell', async () => {
  using tree = makeTree({ 'a.txt': '1' });
  git(tree.root, 'init', '--quiet');
  commit(tree, 'one');
  tree.write({ 'a.txt': '2' });
  commit(tree, 'two');
  using clone = makeTree({});
  git(clone.root, 'clone', '--quiet', '--depth', '1', `file://${tree.root}`, 'shallow');
  expect(await gitHistory(join(clone.root, 'shallow')).blindness()).toContain('shallow clone');
});
