import { describe, expect, test } from 'vitest';
import { outputProblem } from '../src/snippets/expected-output.js';
import { extractSnippets } from '../src/snippets/extract.js';
import { sectionProblems } from '../src/packages/sections.js';

describe('blocks', () => {
  const markdown = [
    '# Title',
    '```ts',
    'const a = 1;',
    '```',
    '```sh',
    'npm install',
    '```',
    '- in a list:',
    '  ```ts no-run',
    '  b();',
    '  ```',
    '````md',
    '```ts',
    'not code',
    '```',
    '````',
    '```ts',
    'c();',
  ].join('\n');

  test('are found with their line, their indentation taken off; others are not', () => {
    expect(extractSnippets('README.md', markdown, 'readme')).toEqual([
      { readme: 'README.md', line: 3, name: 'readme-1', code: 'const a = 1;', runs: true },
      { readme: 'README.md', line: 10, name: 'readme-2', code: 'b();', runs: false },
      { readme: 'README.md', line: 18, name: 'readme-3', code: 'c();', runs: true },
    ]);
  });
});

describe('what a block prints', () => {
  const complete = 'console.log(a); // → 1\nconsole.log(b);\n// → { x: 2 }';
  const partial = 'console.log(a); // → 1\nconsole.log(b);\nconsole.log(c); // → 3';

  test.each([
    ['nothing annotated', 'console.log(a);', 'anything\n', undefined],
    ['all annotated and right', complete, '1\n{ x: 2 }\n', undefined],
    ['one line is wrong', complete, '1\n{ x: 3 }\n', 'says "{ x: 2 }", prints "{ x: 3 }"'],
    ['a line too many', complete, '1\n{ x: 2 }\nmore\n', 'says "nothing more", prints "more"'],
    ['a line missing', complete, '1\n', 'says "{ x: 2 }", prints "nothing more"'],
    ['some annotated and in order', partial, '1\n2\n3\n', undefined],
    ['some annotated, not in order', partial, '3\n1\n', 'says "3", prints ""'],
  ])('%s', (_, code, stdout, problem) => {
    expect(outputProblem(code, stdout)).toBe(problem);
  });
});

describe('sections', () => {
  const readme = (...sections: string[]): string =>
    `# @infra/x\n\nA promise.\n\n${sections.map((name) => `## ${name}\n\ntext\n`).join('\n')}`;
  const all = ['Install', 'Usage', 'Options', 'Features', 'Errors', 'Guarantees and limits'];

  test('all seven are there', () => {
    expect(sectionProblems('README.md', '@infra/x', readme(...all))).toEqual([]);
  });

  test('one more does not hurt', () => {
    expect(sectionProblems('README.md', '@infra/x', readme(...all.slice(0, 2), 'Recipes', ...all.slice(2)))).toEqual(
      [],
    );
  });

  test('one is missing', () => {
    expect(sectionProblems('README.md', '@infra/x', readme(...all.slice(1)))).toEqual([
      'README.md: the section "## Install" is missing',
    ]);
  });

  test('the order is wrong', () => {
    expect(sectionProblems('README.md', '@infra/x', readme(...all.slice(1), 'Install'))[0]).toContain(
      'the sections come as',
    );
  });

  test('a heading in a block of code is none', () => {
    const hidden = readme(...all.slice(0, 5)).concat('\n```md\n## Guarantees and limits\n```\n');
    expect(sectionProblems('README.md', '@infra/x', hidden)).toHaveLength(1);
  });

  test('the promise is missing', () => {
    const text = readme(...all).replace('A promise.', '');
    expect(sectionProblems('README.md', '@infra/x', text)[0]).toContain('the promise');
  });

  test('the title is another', () => {
    expect(sectionProblems('README.md', '@infra/y', readme(...all))[0]).toContain('begins with "# @infra/y"');
  });
});
