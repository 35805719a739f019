import { unwrap } from '@infra/core';
import assert from 'node:assert/strict';
import type { Context } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { logOne, survives } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

export const childCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'a child puts its fields on each of its lines, and on none of its parent',
    async run(harness) {
      const { logger, records } = await harness.make();
      const child = logger.child({ requestId: 'r-1' });
      child.info('one');
      logger.info('two');
      child.warn('three');
      const ids = (await records()).map(({ message, fields }) => [message, fields['requestId']]);
      assert.deepEqual(ids, [
        ['one', 'r-1'],
        ['two', undefined],
        ['three', 'r-1'],
      ]);
    },
  },
  {
    name: 'a field of the line wins over one of the child, and that over the parent’s',
    async run(harness) {
      const { fields } = await logOne(harness, (logger) => {
        const parent = logger.child({ a: 'parent', b: 'parent', c: 'parent' });
        parent.child({ b: 'child', c: 'child' }).info('three', { c: 'line' });
      });
      assert.deepEqual([fields['a'], fields['b'], fields['c']], ['parent', 'child', 'line']);
    },
  },
  {
    name: 'fields pass through three generations',
    async run(harness) {
      const { fields } = await logOne(harness, (logger) => {
        logger.child({ first: 1 }).child({ second: 2 }).child({ third: 3 }).info('all', { own: 4 });
      });
      assert.deepEqual([fields['first'], fields['second'], fields['third'], fields['own']], [1, 2, 3, 4]);
    },
  },
  {
    name: 'siblings do not see each other’s fields',
    async run(harness) {
      const { logger, records } = await harness.make();
      const left = logger.child({ left: true });
      const right = logger.child({ right: true });
      left.child({ deeper: true }).info('left');
      right.info('right');
      const [onLeft, onRight] = await records();
      assert.deepEqual([onLeft?.fields['left'], onLeft?.fields['right']], [true, undefined]);
      assert.deepEqual([onRight?.fields['left'], onRight?.fields['deeper']], [undefined, undefined]);
      assert.equal(onRight?.fields['right'], true);
    },
  },
  {
    name: 'fields changed after the call change nothing of the line',
    async run(harness) {
      const { logger, records } = await harness.make();
      const fields = { state: 'before', nested: { state: 'before' } };
      logger.info('taken', fields);
      fields.state = 'after';
      fields.nested.state = 'after';
      unwrap(await logger.flush());
      const [record] = await records();
      assert.deepEqual([record?.fields['state'], record?.fields['nested']], ['before', { state: 'before' }]);
    },
  },
  {
    name: 'fields changed after child() change nothing of the child',
    async run(harness) {
      const { logger, records } = await harness.make();
      const fields = { state: 'before', nested: { state: 'before' } };
      const child = logger.child(fields);
      fields.state = 'after';
      fields.nested.state = 'after';
      child.info('later');
      const [record] = await records();
      assert.deepEqual([record?.fields['state'], record?.fields['nested']], ['before', { state: 'before' }]);
    },
  },
  {
    name: 'a context that throws costs a line its context, not the line',
    async run(harness) {
      const context = {
        capture: (): Context => {
          throw new Error('no context');
        },
        run: <T>(_: Context, work: () => T) => work(),
      };
      const { logger, records } = await harness.make({ context });
      survives(() => {
        logger.child({ part: 'child' }).info('kept', { id: 7 });
      }, 'a context that throws');
      const [record] = await records();
      assert.deepEqual([record?.message, record?.fields['part'], record?.fields['id']], ['kept', 'child', 7]);
    },
  },
  {
    name: 'a line carries the context of its own moment, a child’s lines too; a field of the same name wins',
    async run(harness) {
      let current: Context = {};
      const context = { capture: () => current, run: <T>(_: Context, work: () => T) => work() };
      const { logger, records } = await harness.make({ context });
      const child = logger.child({ part: 'child' });
      logger.info('outside');
      current = { correlationId: 'c-1' };
      child.info('in the first');
      current = { correlationId: 'c-2' };
      child.info('in the second');
      child.info('explicit', { correlationId: 'mine' });
      const ids = (await records()).map(({ fields }) => fields['correlationId']);
      assert.deepEqual(ids, [undefined, 'c-1', 'c-2', 'mine']);
    },
  },
];
