import { isDeepStrictEqual } from 'node:util';
import { list, record, text } from '../json.js';
import type { WorkspacePackage } from '../workspace.js';

/** What npm, bundlers and both module systems need to know about a package, and that it says the same everywhere. */
export function manifestProblems({ folder, name, manifest }: WorkspacePackage): string[] {
  const problems: string[] = [];
  const expect = (condition: boolean, problem: string): void => {
    if (!condition) problems.push(`${folder}/package.json: ${problem}`);
  };
  const main = record(record(manifest['exports'])['.']);
  const conditions = {
    import: ['./dist/index.d.ts', './dist/index.js'],
    require: ['./dist/index.d.cts', './dist/index.cjs'],
  };
  for (const [condition, [types, code]] of Object.entries(conditions)) {
    const target = record(main[condition]);
    expect(
      isDeepStrictEqual(target, { types, default: code }) && Object.keys(target)[0] === 'types',
      `exports["."].${condition} must be { "types": "${types ?? ''}", "default": "${code ?? ''}" }, types first`,
    );
  }
  expect(name.startsWith('@infra/'), 'the name begins with @infra/');
  expect(manifest['type'] === 'module', '"type" must be "module"');
  expect(manifest['sideEffects'] === false, '"sideEffects" must be false, or nothing of it is shaken out of a bundle');
  expect(list(manifest['files']).includes('dist'), '"files" must contain "dist"');
  expect(record(manifest['engines'])['node'] === '>=20.20.0', '"engines.node" must be ">=20.20.0"');
  expect(record(manifest['publishConfig'])['access'] === 'public', '"publishConfig.access" must be "public"');
  expect(text(manifest['license']) === 'MIT', '"license" must be "MIT"');
  expect((text(manifest['description']) ?? '').length >= 20, '"description" must say what it is');
  return problems;
}
