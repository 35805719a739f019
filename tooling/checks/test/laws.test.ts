import { describe, expect, test } from 'vitest';
import { checkLaws } from '../src/laws.js';
import { lawful } from './support/lawful.js';
import { makeTree, type Files } from './support/tree.js';

function problemsWith(files: Files): readonly string[] {
  using tree = makeTree({ ...lawful, ...files });
  return checkLaws(tree.root).problems;
}

test('a workspace that keeps the laws has nothing to hear', () => {
  using tree = makeTree(lawful);
  expect(checkLaws(tree.root)).toMatchObject({ failed: 0, problems: [] });
});

test('an empty workspace is no success', () => {
  using tree = makeTree({ 'package.json': {} });
  expect(checkLaws(tree.root)).toMatchObject({ passed: 0, failed: 1 });
});

describe('law 1: core', () => {
  test.each(['dependencies', 'peerDependencies', 'optionalDependencies'])('has no %s', (kind) => {
    const manifest = { name: '@infra/core', [kind]: { zod: '^4' } };
    expect(problemsWith({ 'packages/core/package.json': manifest })).toEqual([
      expect.stringContaining('core depends on nothing (law 1), but on zod'),
    ]);
  });

  test.each([
    ['an import', `import { readFileSync } from 'node:fs';`],
    ['a type import', `import type { Stats } from 'node:fs';`],
    ['an export', `export * from 'node:fs';`],
    ['a require', `const fs = require('node:fs');`],
    ['a dynamic import', `export const load = () => import('node:fs');`],
    ['a side effect', `import 'node:fs';`],
  ])('imports nothing else: %s', (_, code) => {
    expect(problemsWith({ 'packages/core/src/io.ts': code })).toContainEqual(
      expect.stringContaining(`packages/core/src/io.ts: core imports only its own files (law 1), but 'node:fs'`),
    );
  });

  test('is not disturbed by comments and strings', () => {
    const code = `// import 'node:fs'\nexport const text = "import 'node:fs'";\n/* require('node:fs') */`;
    expect(problemsWith({ 'packages/core/src/io.ts': code })).toEqual([]);
  });

  test.each([
    ['let', 'let count = 0;'],
    ['var', 'var count = 0;'],
    ['an exported let', 'export let count = 0;'],
    ['an empty map', 'const seen = new Map<string, number>();'],
    ['a weak map', 'const seen = new WeakMap();'],
    ['an object of its own', `const bus = new EventTarget();`],
    ['an empty list', 'const list: string[] = [];'],
    ['an empty object', 'const table = {};'],
    ['a call', 'console.log(1);'],
    ['an assignment', 'globalThis.core = 1;'],
  ])('has no state: %s', (_, code) => {
    expect(problemsWith({ 'packages/core/src/state.ts': `export const a = 1;\n${code}` })).toEqual([
      expect.stringMatching(/packages\/core\/src\/state\.ts:2: .* at module level/),
    ]);
  });

  test.each([
    ['a table', 'const codes = new Map([["a", 1]]);'],
    ['a set', 'const codes = new Set(["a"]);'],
    ['a pattern', 'const pattern = new RegExp("a");'],
    ['a readonly list', 'const none: readonly string[] = [];'],
    ['a readonly map', 'const none: ReadonlyMap<string, string> = new Map();'],
    ['a variable of a function', 'export function count() { let n = 0; n += 1; return n; }'],
    ['a constant of a call', 'const brand = Symbol.for("x");'],
    ['a class', 'export class A { readonly list: string[] = []; }'],
  ])('may have constants: %s', (_, code) => {
    expect(problemsWith({ 'packages/core/src/state.ts': code })).toEqual([]);
  });
});

describe('law 2: a published package', () => {
  const manifest = { name: '@infra/cache-y', dependencies: { '@infra/core': 'workspace:^' } };

  test('depends on no other one', () => {
    const dependencies = { ...manifest.dependencies, '@infra/cache-x': 'workspace:^' };
    expect(problemsWith({ 'packages/cache-y/package.json': { ...manifest, dependencies } })).toEqual([
      expect.stringContaining('packages/cache-y/package.json: depends at run time on @infra/cache-x (law 2)'),
    ]);
  });

  test('has core as a dependency that a minor fits, not as a peer', () => {
    const peer = { name: '@infra/cache-y', peerDependencies: { '@infra/core': 'workspace:^' } };
    expect(problemsWith({ 'packages/cache-y/package.json': peer })[0]).toContain('is a peer');
    const pinned = { name: '@infra/cache-y', dependencies: { '@infra/core': 'workspace:*' } };
    expect(problemsWith({ 'packages/cache-y/package.json': pinned })[0]).toContain('must be "workspace:^"');
  });

  test('is not private', () => {
    expect(problemsWith({ 'packages/cache-y/package.json': { ...manifest, private: true } })[0]).toContain(
      'is private',
    );
  });

  test.each([
    ['another published package', `import '@infra/cache-x';`, 'imports @infra/cache-x (laws 2 and 3)'],
    ['an app', `import '@app/shop';`, 'imports @app/shop (laws 2 and 3)'],
    ['an internal package that is not declared', `import '@internal/text';`, 'not among the devDependencies'],
    ['what it does not declare', `import 'lru';`, `imports 'lru', which @infra/cache-y does not declare`],
    ['a scoped package that it does not declare', `import '@aws/sdk/x';`, `imports '@aws/sdk'`],
    ['a path into another package', `import '../../cache-x/src/index.js';`, 'leaves packages/cache-y/src'],
    ['its own tests', `import '../test/help.js';`, 'leaves packages/cache-y/src'],
  ])('imports not %s', (_, code, problem) => {
    const files = {
      'packages/cache-y/package.json': manifest,
      'packages/cache-y/src/deep/index.ts': code.replace(`'../`, `'../../`),
    };
    expect(problemsWith(files)).toEqual([expect.stringContaining(problem)]);
  });

  test('bundles internal packages, which are devDependencies', () => {
    const dependencies = { ...manifest.dependencies, '@internal/text': 'workspace:*' };
    expect(problemsWith({ 'packages/cache-y/package.json': { ...manifest, dependencies } })[0]).toContain(
      'depends at run time on @internal/text (law 2)',
    );
  });
});

describe('an internal package', () => {
  test('is private', () => {
    expect(
      problemsWith({ 'internal/text/package.json': { name: '@internal/text', dependencies: { '@infra/core': '*' } } }),
    ).toEqual([expect.stringContaining('an internal package is private')]);
  });

  test('depends on no published package but core', () => {
    const manifest = { name: '@internal/time', private: true, dependencies: { '@infra/cache-x': 'workspace:^' } };
    expect(problemsWith({ 'internal/time/package.json': manifest })).toEqual([
      expect.stringContaining('not on @infra/cache-x'),
    ]);
  });

  test('has the third parties that its bundlers declare, in the same range, however deep it is bundled', () => {
    const core = { '@infra/core': 'workspace:^' };
    const problems = (dependencies: Record<string, string>): readonly string[] =>
      problemsWith({
        'internal/zone/package.json': { name: '@internal/zone', private: true, dependencies: { luxon: '^3' } },
        'internal/time/package.json': {
          name: '@internal/time',
          private: true,
          dependencies: { '@internal/zone': '*' },
        },
        'packages/cache-y/package.json': {
          name: '@infra/cache-y',
          dependencies: { ...core, ...dependencies },
          devDependencies: { '@internal/time': 'workspace:*' },
        },
      });
    expect(problems({ luxon: '^3' })).toEqual([]);
    expect(problems({})).toEqual([
      'packages/cache-y/package.json: bundles @internal/zone, which needs luxon: declare "luxon": "^3" among the dependencies',
    ]);
    expect(problems({ luxon: '^2' })).toEqual([expect.stringContaining('not "^2"')]);
  });

  test('imports what it declares', () => {
    const files = {
      'internal/time/package.json': { name: '@internal/time', private: true },
      'internal/time/src/a.ts': `import '@infra/core';`,
    };
    expect(problemsWith(files)).toEqual([expect.stringContaining(`internal/time/src/a.ts: imports '@infra/core'`)]);
  });

  test('has no state', () => {
    expect(problemsWith({ 'internal/text/src/state.ts': 'let n = 0;' })).toEqual([
      expect.stringContaining('internal/text/src/state.ts:1'),
    ]);
  });
});

describe('import cycles', () => {
  test('are told with the whole ring', () => {
    const files = {
      'apps/shop/src/a.ts': `import './b.js';`,
      'apps/shop/src/b.ts': `export type { C } from './deep/c.js';`,
      'apps/shop/src/deep/c.ts': `import '../a.js';`,
    };
    expect(problemsWith(files)).toEqual([
      'import cycle: apps/shop/src/a.ts → apps/shop/src/b.ts → apps/shop/src/deep/c.ts → apps/shop/src/a.ts',
    ]);
  });

  test('a diamond is none', () => {
    const files = {
      'apps/shop/src/a.ts': `import './b.js';\nimport './c.js';`,
      'apps/shop/src/b.ts': `import './d.js';`,
      'apps/shop/src/c.ts': `import './d.js';`,
      'apps/shop/src/d.ts': '',
    };
    expect(problemsWith(files)).toEqual([]);
  });
});
