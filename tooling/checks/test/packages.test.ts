import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestProblems } from '../src/packages/manifest-fields.js';
import { missingFiles, typesProblems } from '../src/packages/packed-files.js';
import { provenanceProblems } from '../src/packages/provenance.js';
import { releasePathProblems } from '../src/packages/release-path.js';
import { sizeProblems } from '../src/packages/size.js';
import type { PackedPackage } from '../src/tarballs.js';
import { readWorkspace, type WorkspacePackage } from '../src/workspace.js';
import { makeTree, type Files, type Tree } from './support/tree.js';

const manifest = {
  name: '@infra/x',
  description: 'What it is, in a few words.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  exports: {
    '.': {
      import: { types: './dist/index.d.ts', default: './dist/index.js' },
      require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
    },
  },
  files: ['dist'],
  engines: { node: '>=20.20.0' },
  publishConfig: { access: 'public' },
};

function problemsOf(changed: object): readonly string[] {
  using tree = makeTree({ 'packages/x/package.json': { ...manifest, ...changed } });
  return readWorkspace(tree.root).packages.flatMap((pkg: WorkspacePackage) => manifestProblems(pkg));
}

describe('a manifest', () => {
  test('that says everything is fine', () => {
    expect(problemsOf({})).toEqual([]);
  });

  test.each([
    ['sideEffects', undefined, '"sideEffects"'],
    ['sideEffects', true, '"sideEffects"'],
    ['files', ['lib'], '"files"'],
    ['engines', { node: '>=18' }, '"engines.node"'],
    ['publishConfig', {}, '"publishConfig.access"'],
    ['license', undefined, '"license"'],
    ['description', 'x', '"description"'],
    ['type', undefined, '"type"'],
    ['name', 'x', 'the name'],
    ['exports', { '.': { ...manifest.exports['.'], require: './dist/index.cjs' } }, 'exports["."].require'],
    [
      'exports',
      { '.': { ...manifest.exports['.'], import: { default: './dist/index.js', types: './dist/index.d.ts' } } },
      'types first',
    ],
  ])('with another %s (%j) is not', (field, value, problem) => {
    expect(problemsOf({ [field]: value })).toEqual([expect.stringContaining(problem)]);
  });
});

function packed(files: Files): PackedPackage & Tree {
  const tree = makeTree(files);
  const list = readdirSync(tree.root, { recursive: true, encoding: 'utf8' });
  return { ...tree, name: '@infra/x', tarball: join(tree.root, 'x.tgz'), folder: tree.root, files: list };
}

describe('a tarball', () => {
  const complete = Object.fromEntries(
    [
      'package.json',
      'README.md',
      'LICENSE',
      'dist/index.js',
      'dist/index.cjs',
      'dist/index.d.ts',
      'dist/index.d.cts',
    ].map((file) => [file, '']),
  );

  test('has what a release needs', () => {
    using right = packed(complete);
    expect(missingFiles(right)).toEqual([]);
    using bare = packed({ 'package.json': '' });
    expect(missingFiles(bare)).toHaveLength(6);
  });

  test('has the types that its types need, and only such as users can install', () => {
    using right = packed({
      ...complete,
      'dist/index.d.ts': `export * from './a/b.js';`,
      'dist/a/b.d.ts': `import type { X } from '@infra/core';`,
    });
    expect(typesProblems(right)).toEqual([]);
    using wrong = packed({
      ...complete,
      'dist/index.d.ts': `export * from './a.js';\nexport * from './gone.js';`,
      'dist/a.d.ts': `export type X = import('@internal/text').Y; // '@internal/other' in a comment`,
      'dist/unused.d.ts': `import '@internal/text';`,
    });
    expect(typesProblems(wrong)).toEqual([
      expect.stringContaining('dist/a.d.ts mentions @internal/text'),
      expect.stringContaining('the types need dist/gone.d.ts'),
    ]);
  });
});

describe('the size', () => {
  const code = `export const small = 1;\nexport const large = ${JSON.stringify(Array.from({ length: 500 }, (_, at) => at * 7_919))};\nimport 'peer';`;

  test('is that of what is exported, without dependencies', async () => {
    using pack = packed({ 'dist/index.js': code, 'package.json': { sideEffects: false } });
    const withPeer = { peerDependencies: { peer: '^1' } };
    const budgets = { '@infra/x': { '{ small }': 100, '*': 200 } };
    expect(await sizeProblems(pack, withPeer, budgets)).toEqual([
      expect.stringMatching(/^@infra\/x: export \* is \d{4} bytes, minified and gzipped; the budget is 200/),
    ]);
  });

  test('without a budget is a problem', async () => {
    using pack = packed({ 'dist/index.js': code });
    expect(await sizeProblems(pack, {}, {})).toEqual([expect.stringContaining('has no budget')]);
  });
});

describe('provenance', () => {
  const repository = { type: 'git', url: 'git+https://git.invalid/We/Infra.git', directory: 'packages/x' };
  const wanted = { NPM_CONFIG_PROVENANCE: 'true', GITHUB_REPOSITORY: 'we/infra' };

  function problemsWith(changed: object, env: Readonly<Record<string, string>>): readonly string[] {
    using tree = makeTree({ 'packages/x/package.json': { ...manifest, ...changed } });
    return readWorkspace(tree.root).packages.flatMap((pkg) => provenanceProblems(pkg, env));
  }

  test('needs the repository that the workflow runs in', () => {
    expect(problemsWith({ repository }, wanted)).toEqual([]);
    expect(problemsWith({}, wanted)).toEqual([expect.stringContaining('has no "repository" with a "url"')]);
    expect(problemsWith({ repository }, { ...wanted, GITHUB_REPOSITORY: 'me/infra' })).toEqual([
      expect.stringContaining('but this workflow runs in me/infra'),
    ]);
    expect(problemsWith({ repository: { ...repository, directory: 'x' } }, wanted)).toEqual([
      expect.stringContaining('"repository.directory" must be "packages/x"'),
    ]);
  });

  test('that nobody asked for needs nothing', () => {
    expect(problemsWith({}, {})).toEqual([]);
    expect(problemsWith({}, { npm_config_provenance: 'false' })).toEqual([]);
    expect(problemsWith({}, { npm_config_provenance: 'true' })).toHaveLength(1);
  });
});

describe('the way to publish', () => {
  const scripts = { release: 'pnpm build && pnpm check:packages && changeset publish' };
  const workflow = [
    'permissions:',
    '  id-token: write',
    '  # changeset publish is called by the script',
    '  publish: pnpm run release',
    "  NPM_CONFIG_PROVENANCE: 'true'",
  ].join('\n');

  function problemsWith(files: Files): readonly string[] {
    const right = { 'package.json': { scripts }, '.github/workflows/release.yml': workflow };
    using tree = makeTree({ ...right, ...files });
    return releasePathProblems(tree.root);
  }

  test('builds, checks, publishes, and leaves provenance', () => {
    expect(problemsWith({})).toEqual([]);
  });

  test.each([
    ['no build', { 'package.json': { scripts: { release: 'pnpm check:packages && changeset publish' } } }],
    ['a second one', { 'package.json': { scripts: { ...scripts, quick: 'pnpm publish -r' } } }],
    ['one in the workflow', { '.github/workflows/release.yml': `${workflow}\n  - run: npm publish` }],
    ['no provenance', { '.github/workflows/release.yml': workflow.replace("'true'", "'false'") }],
  ])('with %s is refused', (_, files) => {
    expect(problemsWith(files)).toHaveLength(1);
  });
});
