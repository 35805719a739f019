import { err, InfraError, ok, unwrap } from '@infra/core';
import { asyncProperty, array, assert as check, constantFrom, integer, record, scheduler } from 'fast-check';
import { expect, test } from 'vitest';
import { createCachedRepository } from '../src/index.js';
import { watched } from './orders.js';

const refusal = new InfraError({ code: 'forbidden', message: 'no', provider: 'test', operation: 'test' });
const IDS = ['a', 'b'] as const;

const step = record({
  action: constantFrom('read', 'read', 'read', 'update', 'updateMany', 'upsert', 'commit', 'rollback', 'savepoint'),
  id: constantFrom(...IDS),
});
const clients = array(array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 });

test('a read that begins when a write has returned never sees what was there before, nor what was rolled back', async () => {
  await check(
    asyncProperty(clients, scheduler(), integer({ min: 0, max: 3 }), async (plans, schedule, failing) => {
      const { database, repository, stored, cache, repositoryCalls, cacheCalls } = watched();
      const orders = createCachedRepository({ repository, cache, cacheAbsent: true });
      unwrap(await stored.createMany(IDS.map((id) => ({ id, total: 0 }))));
      const turn = (operation: string): Promise<unknown> => schedule.schedule(Promise.resolve(), operation);
      for (const calls of [repositoryCalls, cacheCalls]) {
        calls.before = turn;
        calls.after = turn;
      }
      // Some invalidations fail: the cache is there, and has forgotten nothing.
      let asked = 0;
      cacheCalls.failure = (operation) => {
        if (operation === 'getOrSet') return undefined;
        asked += 1;
        return failing > 0 && asked % 4 < failing ? refusal : undefined;
      };

      let last = 0;
      const next = (): number => (last += 1);
      const rolledBack = new Set<number>();
      /** The version that every later read must have seen. */
      const least = new Map<string, number>(IDS.map((id) => [id, 1]));
      const returned = (id: string, version: number): void => void least.set(id, Math.max(least.get(id) ?? 0, version));

      const perform = async (action: string, id: string): Promise<void> => {
        switch (action) {
          case 'read': {
            const floor = least.get(id) ?? 0;
            const found = unwrap(await orders.findById(id));
            expect(found?.version).toBeGreaterThanOrEqual(floor);
            expect(rolledBack.has(found?.total ?? -1)).toBe(false);
            return;
          }
          case 'update':
            returned(id, unwrap(await orders.update(id, { total: next() })).version);
            return;
          case 'upsert':
            returned(id, unwrap(await orders.upsert({ id, total: next() })).version);
            return;
          case 'updateMany': {
            const total = next();
            unwrap(await orders.updateMany({ id }, { total }));
            const found = unwrap(await stored.findById(id));
            if (found?.total === total) returned(id, found.version);
            return;
          }
          case 'rollback':
          case 'commit': {
            const result = await database.transaction(async (tx) => {
              const total = next();
              const updated = unwrap(await orders.update(id, { total }, { tx }));
              expect(unwrap(await orders.findById(id, { tx }))?.total).toBe(total);
              if (action === 'commit') return ok(updated.version);
              rolledBack.add(total);
              return err(refusal);
            });
            if (result.ok) returned(id, result.value);
            return;
          }
          default: {
            const result = await database.transaction(async (tx) => {
              const gone = await tx.savepoint(async (inner) => {
                const total = next();
                rolledBack.add(total);
                unwrap(await orders.update(id, { total }, { tx: inner }));
                return err(refusal);
              });
              expect(gone.ok).toBe(false);
              return tx.savepoint(async (inner) =>
                ok(unwrap(await orders.update(id, { total: next() }, { tx: inner })).version),
              );
            });
            returned(id, unwrap(result));
          }
        }
      };
      const run = async (plan: (typeof plans)[number]): Promise<void> => {
        for (const { action, id } of plan) await perform(action, id);
      };
      await schedule.waitFor(Promise.all(plans.map(run)));
      cacheCalls.failure = () => undefined;
      for (const calls of [repositoryCalls, cacheCalls]) calls.before = calls.after = () => undefined;
      for (const id of IDS) {
        expect(unwrap(await orders.findById(id))).toEqual(unwrap(await stored.findById(id)));
      }
    }),
    { numRuns: 150 },
  );
});
