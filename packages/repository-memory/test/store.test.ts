import { describe, expect, test } from 'vitest';
import { Store, type Writes } from '../src/store.js';
import { Table } from '../src/table.js';

const id = { name: 'id', kind: 'text', isNullable: false, hasDefault: false, isInteger: false, isJson: false } as const;
const looks = (table: Table) => [{ table, where: { all: [] } }] as const;

function setUp(): {
  readonly store: Store;
  readonly table: Table;
  readonly put: (key: string, total?: number) => number;
} {
  const store = new Store();
  const table = new Table({ name: 'order', columns: new Map([['id', id]]), id, managed: {} }, []);
  const put = (key: string, total?: number): number => {
    const writes: Writes = new Map([[table, new Map([[key, total === undefined ? undefined : { id: key, total }]])]]);
    store.commit(writes);
    return store.now;
  };
  return { store, table, put };
}

describe('memory is given back', () => {
  test('while nobody looks, 10,000 changes and deletes leave nothing', () => {
    const { store, table, put } = setUp();
    for (let count = 0; count < 10_000; count += 1) put('one', count);
    expect(table.at('one', store.now - 1)).toBeUndefined();
    expect(table.at('one', store.now)).toEqual({ id: 'one', total: 9_999 });
    for (let count = 0; count < 10_000; count += 1) {
      put(`key ${String(count)}`, count);
      put(`key ${String(count)}`);
    }
    expect([...table.keys()]).toEqual(['one']);
    expect(store.changedSince(0, looks(table))).toBeUndefined();
  });

  test('who looks sees what was, and with the last who looks it goes', () => {
    const { store, table, put } = setUp();
    const seen = put('one', 1);
    const owner = {};
    store.hold(owner, seen);
    for (let count = 2; count < 100; count += 1) put('one', count);
    put('two', 1);
    put('two');
    expect(table.at('one', seen)).toEqual({ id: 'one', total: 1 });
    expect(store.changedSince(seen, looks(table))).toBe('order');
    store.letGo(owner);
    expect(table.at('one', store.now)).toEqual({ id: 'one', total: 99 });
    for (let at = 0; at < store.now - 2; at += 1) expect(table.at('one', at)).toBeUndefined();
    expect([...table.keys()]).toEqual(['one']);
    expect(store.changedSince(0, looks(table))).toBeUndefined();
  });

  test('where somebody looks at every moment, nothing piles up either', () => {
    const { store, table, put } = setUp();
    let before: object = {};
    store.hold(before, store.now);
    for (let count = 0; count < 1_000; count += 1) {
      put('one', count);
      put(`key ${String(count)}`, count);
      put(`key ${String(count)}`);
      const next = {};
      store.hold(next, store.now);
      store.letGo(before);
      before = next;
    }
    expect([...table.keys()]).toEqual(['one']);
    expect(table.at('one', store.now - 3)).toBeUndefined();
  });

  test('a row that comes back while somebody looks at what was before it went stays', () => {
    const { store, table, put } = setUp();
    const seen = put('one', 1);
    const owner = {};
    store.hold(owner, seen);
    put('one');
    put('one', 2);
    expect(table.at('one', seen)).toEqual({ id: 'one', total: 1 });
    store.letGo(owner);
    expect(table.at('one', store.now)).toEqual({ id: 'one', total: 2 });
    expect([...table.keys()]).toEqual(['one']);
  });
});
