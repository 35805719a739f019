import assert from 'node:assert/strict';
import { expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { NOWHERE, withDatabase, type RepositoryHarness } from './harness.js';

export const schemaVersionCases: readonly ConformanceCase<RepositoryHarness>[] = [
  {
    name: 'what an older version of the service wrote is read as it would be now, and written so with its next change',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        const { items } = under;
        await harness.putOldItem(under, { id: NOWHERE, sku: 'old' });
        await expectOk(items.create({ sku: 'new', label: 'own' }), 'create');
        const found = await expectOk(items.findById(NOWHERE), 'findById');
        assert.deepEqual([found?.label, found?.schema], ['old!', 2]);
        const many = await expectOk(items.findMany({}, { select: ['label'], sort: [{ field: 'sku' }] }), 'findMany');
        assert.deepEqual(many, [{ label: 'own' }, { label: 'old!' }]);
        assert.equal(await expectOk(items.count({ label: 'old!' }), 'what is stored is asked'), 0);
        const updated = await expectOk(items.update(NOWHERE, { count: 3 }), 'update');
        assert.deepEqual([updated.count, updated.label, updated.schema], [3, 'old!', 2]);
        assert.equal(await expectOk(items.count({ label: 'old!' }), 'it has been written'), 1);
      }),
  },
  {
    name: 'what an older version wrote is brought up to date by changes of many, and by an upsert',
    run: (harness) =>
      withDatabase(harness, async (under) => {
        await harness.putOldItem(under, { id: NOWHERE, sku: 'old' });
        assert.equal(await expectOk(under.items.updateMany({ sku: 'old' }, { count: 1 }), 'updateMany'), 1);
        const found = await expectOk(under.items.findOne({ label: 'old!' }), 'findOne');
        assert.deepEqual([found?.count, found?.schema], [1, 2]);
        const other = '01890a5d-ac96-774b-bcce-b302099a8058';
        await harness.putOldItem(under, { id: other, sku: 'older' });
        const upserted = await expectOk(under.items.upsert({ sku: 'older', count: 5 }, { by: ['sku'] }), 'upsert');
        assert.deepEqual([upserted.id, upserted.count, upserted.label], [other, 5, 'older!']);
      }),
  },
];
