import { err, ok, unwrap, type AsyncResult } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { setUp } from './rows.js';

describe('deadlocks', () => {
  test.each([3, 5])('%i that wait for each other in a circle all get through', async (parties) => {
    const { database, rows } = setUp();
    const made = unwrap(await rows.createMany(Array.from({ length: parties }, () => ({ size: 0 }))));
    let arrived = 0;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const idAt = (index: number): string => made[index % parties]?.id ?? '';
    const inCircle = (index: number): AsyncResult<number> =>
      database.transaction(async (tx) => {
        const own = await rows.update(idAt(index), { size: tx.attempt }, { tx });
        if (!own.ok) return own;
        arrived += 1;
        if (arrived >= parties) open();
        await opened;
        const next = await rows.update(idAt(index + 1), { name: String(index) }, { tx });
        return next.ok ? ok(tx.attempt) : next;
      });
    const attempts = await Promise.all(made.map(async (_, index) => unwrap(await inCircle(index))));
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    expect(Math.min(...attempts)).toBe(1);
    const found = unwrap(await rows.findMany({ name: { ne: null } }));
    expect(found).toHaveLength(parties);
  });

  test('who waits behind another takes its place when that one gives up', async () => {
    const { database, rows } = setUp();
    const { id } = unwrap(await rows.create({ size: 0 }));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const first = database.transaction(async (tx) => {
      const updated = await rows.update(id, { size: 1 }, { tx });
      enter();
      await released;
      return updated;
    });
    await entered;
    const controller = new AbortController();
    const second = rows.update(id, { size: 2 }, { signal: controller.signal });
    const third = rows.update(id, { name: 'third' });
    controller.abort();
    const given = await second;
    expect(given.ok ? '' : given.error.code).toBe('cancelled');
    release();
    unwrap(await first);
    expect(unwrap(await third)).toMatchObject({ size: 1, name: 'third' });
  });
});

test('what a transaction that failed had locked is free again', async () => {
  const { database, rows } = setUp();
  const { id } = unwrap(await rows.create({ size: 0 }));
  const failed = await database.transaction(async (tx) => {
    unwrap(await rows.update(id, { size: 1 }, { tx }));
    return err(unwrapError(await rows.create({ id }, { tx })));
  });
  expect(failed.ok ? '' : failed.error.code).toBe('conflict');
  expect(unwrap(await rows.update(id, { name: 'free' }))).toMatchObject({ size: 0, name: 'free' });
});

function unwrapError<T>(result: Awaited<AsyncResult<T>>): Extract<typeof result, { readonly ok: false }>['error'] {
  if (result.ok) throw new Error('expected a failure');
  return result.error;
}
