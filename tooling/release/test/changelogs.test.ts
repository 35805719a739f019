import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changelogProblems, pendingSummaries } from '../src/changelogs.js';

const pkg = { name: '@infra/x', folder: 'packages/x', version: '0.2.0' };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infra-changelogs-'));
  mkdirSync(join(root, pkg.folder), { recursive: true });
  mkdirSync(join(root, '.changeset'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string): void => writeFileSync(join(root, path), text);

test('summaries are told to each package that a changeset names', () => {
  write('.changeset/a.md', `---\n'@infra/x': minor\n'@infra/y': patch\n---\n\nFirst line.\nMore.\n`);
  write('.changeset/b.md', `---\n'@infra/x': patch\n---\n\nAnother.\n`);
  write('.changeset/README.md', 'About changesets.');
  expect(pendingSummaries(root)).toEqual(
    new Map([
      ['@infra/x', ['First line.', 'Another.']],
      ['@infra/y', ['First line.']],
    ]),
  );
});

test('the newest entry is what counts', () => {
  expect(changelogProblems(root, pkg, [])).toEqual(['@infra/x: has no CHANGELOG.md for 0.2.0']);
  write('packages/x/CHANGELOG.md', '# @infra/x\n\n## 0.2.0\n\n### Minor Changes\n\n- New.\n\n## 0.1.0\n\n- Old.\n');
  expect(changelogProblems(root, pkg, ['New.'])).toEqual([]);
  expect(changelogProblems(root, pkg, ['Old.'])).toEqual(['@infra/x: CHANGELOG.md does not say "Old." under 0.2.0']);
  expect(changelogProblems(root, { ...pkg, version: '0.3.0' }, [])).toEqual([
    '@infra/x: the newest entry of CHANGELOG.md is not 0.3.0',
  ]);
});
