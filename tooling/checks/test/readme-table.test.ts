import { describe, expect, test } from 'vitest';
import { checkReadmeTable, packageTable, withTable } from '../src/readme-table.js';
import { published, readWorkspace } from '../src/workspace.js';
import { makeTree } from './support/tree.js';

const files = {
  'packages/core/package.json': { name: '@infra/core', description: 'The ports.' },
  'packages/cache-x/package.json': { name: '@infra/cache-x', description: 'A cache.' },
  'packages/boot/package.json': { name: '@infra/boot', description: 'Starts things.' },
};

const table = [
  '| package                            | what it is     | kind          |',
  '| ---------------------------------- | -------------- | ------------- |',
  '| [@infra/core](packages/core)       | The ports.     | foundation    |',
  '| [@infra/boot](packages/boot)       | Starts things. | foundation    |',
  '| [@infra/cache-x](packages/cache-x) | A cache.       | cache adapter |',
].join('\n');

test('the table lists core, what adapters stand on, then the adapters', () => {
  using tree = makeTree(files);
  expect(packageTable(published(readWorkspace(tree.root)))).toBe(table);
});

describe('the README', () => {
  const empty = '# Infra\n\n<!-- packages:start -->\n<!-- packages:end -->\n\nMore.\n';

  test('gets the table between its markers, twice the same', () => {
    const filled = withTable(empty, table);
    expect(filled).toBe(`# Infra\n\n<!-- packages:start -->\n\n${table}\n\n<!-- packages:end -->\n\nMore.\n`);
    expect(withTable(filled ?? '', table)).toBe(filled);
  });

  test('is told when its table is out of date or has no place', () => {
    using tree = makeTree({ ...files, 'README.md': empty });
    expect(checkReadmeTable(tree.root).problems).toEqual([expect.stringContaining('out of date')]);
    tree.write({ 'README.md': withTable(empty, table) ?? '' });
    expect(checkReadmeTable(tree.root).problems).toEqual([]);
    tree.write({ 'README.md': '# Infra' });
    expect(checkReadmeTable(tree.root).problems).toEqual([expect.stringContaining('are missing')]);
  });
});
