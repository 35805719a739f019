import { describe, expect, test } from 'vitest';
import { record } from '../src/json.js';
import { adapterProblems, testedPorts } from '../src/packages/adapter.js';
import { announcementProblems } from '../src/packages/announcement.js';
import { readmeProblems } from '../src/packages/readme.js';
import { leftovers } from '../src/packages/unfinished.js';
import { importedNames } from '../src/source-files.js';
import { published, readWorkspace, repository, type WorkspacePackage } from '../src/workspace.js';
import { makeTree, type Files } from './support/tree.js';

const LAYERS_IMPORT = `import { cacheSpec, decorate } from '@infra/layers';\n`;
const SUITE_TEST = `${LAYERS_IMPORT}import { cacheSuite, runConformance } from '@infra/conformance';\nrunConformance(cacheSuite, harness, test);`;

const whole: Files = {
  'packages/conformance/src/cache/suite.ts': '',
  'packages/conformance/src/notes/readme.ts': '',
  'packages/cache-x/package.json': { name: '@infra/cache-x', version: '0.0.0', description: 'A cache in X.' },
  'packages/cache-x/src/index.ts': 'export const x = 1;',
  'packages/cache-x/test/conformance.integration.test.ts': SUITE_TEST,
  'packages/cache-x/CHANGELOG.md': '# Changes',
  'benchmarks/src/benches/cache-x.ts': `import { x } from '@infra/cache-x';`,
  '.changeset/cache-x.md': `---\n'@infra/cache-x': minor\n---\n\nFirst release: a cache in X.\n`,
  '.changeset/README.md': 'Not one of them: TODO.',
};

/** What a check says of the package, with some of its files changed. */
function problemsOf(check: (root: string, pkg: WorkspacePackage) => string[], changed: Files = {}): readonly string[] {
  using tree = makeTree({ ...whole, ...changed });
  return published(readWorkspace(tree.root)).flatMap((pkg) => check(tree.root, pkg));
}

describe('an adapter of a port that has a suite', () => {
  test('is whole', () => {
    expect(problemsOf(adapterProblems)).toEqual([]);
    using tree = makeTree(whole);
    expect(testedPorts(tree.root)).toEqual(['cache']);
  });

  test.each<[string, Files]>([
    ['no test', { 'packages/cache-x/test/conformance.integration.test.ts': '' }],
    [
      'the suite of another port',
      { 'packages/cache-x/test/conformance.integration.test.ts': SUITE_TEST.replaceAll('cacheSuite', 'logSuite') },
    ],
    [
      'the suite only in a comment',
      { 'packages/cache-x/test/conformance.integration.test.ts': `// ${SUITE_TEST.replaceAll('\n', '')}` },
    ],
    [
      'the suite in a file that no runner takes for a test',
      {
        'packages/cache-x/test/conformance.integration.test.ts': '',
        'packages/cache-x/test/conformance.ts': SUITE_TEST,
      },
    ],
  ])('with %s is not', (_what, changed) => {
    expect(problemsOf(adapterProblems, changed)).toEqual([
      expect.stringContaining('no test runs the suite of its port: runConformance(cacheSuite'),
    ]);
  });

  test('runs it decorated as well', () => {
    const bare = { 'packages/cache-x/test/conformance.integration.test.ts': SUITE_TEST.replace(LAYERS_IMPORT, '') };
    expect(problemsOf(adapterProblems, bare)).toEqual([
      expect.stringContaining('not run with layers around the adapter'),
    ]);
  });

  test('is measured, or excused with a reason, but not both', () => {
    const unmeasured = { 'benchmarks/src/benches/cache-x.ts': '' };
    const excuse = (reason: string): Files => ({ 'tooling/checks/unmeasured.json': { '@infra/cache-x': reason } });
    const missing = [expect.stringContaining('no benchmark')];
    expect(problemsOf(adapterProblems, unmeasured)).toEqual(missing);
    expect(problemsOf(adapterProblems, { ...unmeasured, ...excuse(' ') })).toEqual(missing);
    expect(problemsOf(adapterProblems, { ...unmeasured, ...excuse('for tests only') })).toEqual([]);
    expect(problemsOf(adapterProblems, excuse('for tests only'))).toEqual([
      expect.stringContaining('is measured by now'),
    ]);
  });

  test('is not asked of a package of another kind', () => {
    const foundation = { 'packages/cache-x/package.json': { name: '@infra/cached', version: '1.0.0' } };
    expect(
      problemsOf(adapterProblems, { ...foundation, 'packages/cache-x/test/conformance.integration.test.ts': '' }),
    ).toEqual([]);
  });
});

describe('a package', () => {
  test('that was never released is announced', () => {
    expect(problemsOf(announcementProblems)).toEqual([]);
    const elsewhere = { '.changeset/cache-x.md': `---\n'@infra/other': minor\n---\n\nText.` };
    expect(problemsOf(announcementProblems, elsewhere)).toEqual([expect.stringContaining('add .changeset/cache-x.md')]);
    const said = {
      '.changeset/cache-x.md': `---\n'@infra/cache-x': minor\n---\n\nFirst release: TODO: what users get.`,
    };
    expect(problemsOf(announcementProblems, said)).toEqual([
      expect.stringContaining('.changeset/cache-x.md:5: something'),
    ]);
  });

  test('that was released has a change log', () => {
    using tree = makeTree({ 'packages/x/package.json': { name: '@infra/x', version: '1.0.0' } });
    const problems = (): readonly string[] =>
      published(readWorkspace(tree.root)).flatMap((pkg) => announcementProblems(tree.root, pkg));
    expect(problems()).toEqual([expect.stringContaining('packages/x/CHANGELOG.md is missing')]);
    tree.write({ 'packages/x/CHANGELOG.md': '# Changes' });
    expect(problems()).toEqual([]);
  });

  test('has a README that says everything', () => {
    expect(problemsOf(readmeProblems)).toEqual(['packages/cache-x/README.md is missing']);
    const sections = ['Install', 'Usage', 'Options', 'Features', 'Errors', 'Guarantees and limits'];
    const readme = `# @infra/cache-x\n\nA promise.\n\n${sections.map((name) => `## ${name}\n\ntext\n`).join('\n')}`;
    expect(problemsOf(readmeProblems, { 'packages/cache-x/README.md': readme })).toEqual([]);
    expect(
      problemsOf(readmeProblems, { 'packages/cache-x/README.md': readme.replace('A promise.', 'TODO: it.') }),
    ).toEqual(['packages/cache-x/README.md:3: something is still to be said: TODO: it.']);
  });

  test('has nothing left of what the generator wrote for its author', () => {
    expect(problemsOf(leftovers)).toEqual([]);
    const left = {
      'packages/cache-x/package.json': { name: '@infra/cache-x', description: 'TODO: what this is.' },
      'packages/cache-x/src/errors.ts': 'const message = `${operation} is not written yet`;',
    };
    expect(problemsOf(leftovers, left)).toEqual([
      expect.stringContaining('"description" is still to be said'),
      expect.stringContaining('packages/cache-x/src/errors.ts: still has the error'),
    ]);
  });
});

test('imported names are those of the module, whatever they are called here', () => {
  const text = `import { a, type B, c as d } from 'x';\nimport { e } from 'y';\nimport * as x from 'x';\nimport 'x';`;
  expect(importedNames(text, 'x')).toEqual(['a', 'B', 'c']);
});

test('every port with a suite has a template, or a reason why it has none', () => {
  const template = readWorkspace(repository).packages.find(({ kind }) => kind === 'template');
  const without = Object.entries(record(template?.manifest['withoutTemplate']));
  expect(without.filter(([, reason]) => typeof reason !== 'string' || reason === '')).toEqual([]);
  const ports = [...Object.keys(record(template?.manifest['ports'])), ...without.map(([port]) => port)];
  expect(ports.sort()).toEqual([...testedPorts(repository)].sort());
});
