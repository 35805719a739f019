import { describe, expect, test } from 'vitest';
import { checkChangesets } from '../src/changesets.js';
import type { History } from '../src/changesets/history.js';
import { parseChangeset } from '../src/changesets/pending.js';
import { lawful } from './support/lawful.js';
import { makeTree, type Files } from './support/tree.js';

/** A history in which these files have changed since the last release of everything. */
function historyOf(changed: readonly string[], manifests: Files = lawful): History {
  return {
    blindness: async () => undefined,
    versionCommit: async () => 'c0ffee',
    changedSince: async (_, paths) => changed.filter((file) => paths.some((path) => file.startsWith(path))),
    fileAt: async (_, path) => JSON.stringify(manifests[path]),
  };
}

async function problemsWith(files: Files, changed: readonly string[]): Promise<readonly string[]> {
  using tree = makeTree({ ...lawful, ...files });
  return (await checkChangesets(tree.root, historyOf(changed))).problems;
}

const changeset = (...lines: string[]): string => `---\n${lines.join('\n')}\n---\n\nWhat users notice.\n`;

describe('a package that changed', () => {
  test('is announced, or it is a problem', async () => {
    const changed = ['packages/cache-x/src/index.ts'];
    expect(await problemsWith({}, changed)).toEqual([
      expect.stringContaining(
        '@infra/cache-x: changed since 1.2.0 (packages/cache-x/src/index.ts), and no changeset names it',
      ),
    ]);
    expect(await problemsWith({ '.changeset/a.md': changeset(`'@infra/cache-x': patch`) }, changed)).toEqual([]);
  });

  test('may have changed in its README', async () => {
    expect(await problemsWith({}, ['packages/cache-x/README.md'])).toHaveLength(1);
  });

  test('is not one whose tests changed', async () => {
    expect(await problemsWith({}, ['packages/cache-x/test/conformance.test.ts', 'docs/x.md'])).toEqual([]);
  });

  test('is every package that bundles what changed, and no other', async () => {
    expect(await problemsWith({}, ['internal/text/src/index.ts'])).toEqual([
      expect.stringContaining('@infra/cache-x: changed since 1.2.0 (internal/text/src/index.ts)'),
    ]);
  });

  test('is found through an internal package in between', async () => {
    const between = {
      'internal/words/package.json': { name: '@internal/words', private: true },
      'internal/words/src/index.ts': '',
      'internal/text/src/index.ts': `import '@internal/words';`,
    };
    expect(await problemsWith(between, ['internal/words/src/index.ts'])).toHaveLength(1);
  });

  test('may have changed in what its manifest tells users, not in what it tells us', async () => {
    const manifest = { ...Object(lawful['packages/cache-x/package.json']) };
    const narrower = { ...manifest, peerDependencies: { sdk: '^3.0.0' } };
    expect(await problemsWith({ 'packages/cache-x/package.json': narrower }, [])).toHaveLength(1);
    const scripts = { ...manifest, scripts: { build: 'tsup' }, devDependencies: {} };
    expect(await problemsWith({ 'packages/cache-x/package.json': scripts }, [])).toEqual([]);
  });
});

test('a package that was never released needs a changeset', async () => {
  const files = { 'packages/core/package.json': { name: '@infra/core', version: '0.0.0' } };
  expect(await problemsWith(files, [])).toEqual([expect.stringContaining('@infra/core: was never released')]);
});

describe('a major of core', () => {
  test('is a major of those who depend on it', async () => {
    const core = { '.changeset/a.md': changeset(`'@infra/core': major`, `'@infra/cache-x': minor`) };
    expect(await problemsWith(core, [])).toEqual([
      expect.stringContaining('@infra/cache-x: @infra/core has a pending major'),
    ]);
    const both = { '.changeset/a.md': changeset(`'@infra/core': major`, `'@infra/cache-x': major`) };
    expect(await problemsWith(both, [])).toEqual([]);
  });

  test('is a minor of those below 1.0.0', async () => {
    const manifest = { ...Object(lawful['packages/cache-x/package.json']), version: '0.0.0' };
    const files = {
      'packages/cache-x/package.json': manifest,
      '.changeset/a.md': changeset(`'@infra/core': major`, `'@infra/cache-x': minor`),
    };
    expect(await problemsWith(files, [])).toEqual([]);
  });
});

describe('changesets', () => {
  test('name published packages, and say something', async () => {
    expect(await problemsWith({ '.changeset/a.md': changeset(`'@internal/text': patch`) }, [])).toEqual([
      '.changeset/a.md: @internal/text is not a published package',
    ]);
    expect(await problemsWith({ '.changeset/a.md': `---\n'@infra/core': patch\n---\n` }, [])).toEqual([
      expect.stringContaining('says nothing'),
    ]);
    expect(await problemsWith({ '.changeset/a.md': 'hello' }, [])).toEqual([
      expect.stringContaining('begins with ---'),
    ]);
  });

  test.each([
    [`---\n"@infra/core": minor\n---\ntext`, [['@infra/core', 'minor']], 'text'],
    [
      `---\n'@infra/core': major\n'@infra/x': patch\n---\n\ntext\n`,
      [
        ['@infra/core', 'major'],
        ['@infra/x', 'patch'],
      ],
      'text',
    ],
    ['---\n---\n\nnothing to release', [], 'nothing to release'],
  ])('are read: %j', (text, bumps, summary) => {
    expect(parseChangeset(text)).toEqual({ bumps, summary });
  });

  test('with an unknown bump are refused', () => {
    expect(parseChangeset(`---\n'@infra/core': huge\n---\ntext`)).toBeUndefined();
  });
});

test('without history it says that it cannot tell, and still checks the changesets', async () => {
  using tree = makeTree({ ...lawful, '.changeset/a.md': 'hello' });
  const blind: History = {
    ...historyOf(['packages/cache-x/src/index.ts']),
    blindness: async () => 'this is a shallow clone',
  };
  const result = await checkChangesets(tree.root, blind);
  expect(result.notices).toEqual([expect.stringContaining('this is a shallow clone')]);
  expect(result.problems).toEqual([expect.stringContaining('.changeset/a.md')]);
});
