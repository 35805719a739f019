import assert from 'node:assert/strict';
import type { LogLevel } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { LINE_LEVELS, messagesOf, survives } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

const THRESHOLDS: readonly LogLevel[] = [...LINE_LEVELS, 'silent'];

export const levelCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'each method writes one line with its level and message',
    async run(harness) {
      const { logger, records } = await harness.make({ level: 'trace' });
      for (const level of LINE_LEVELS) logger[level](`at ${level}`);
      const written = (await records()).map(({ level, message }) => [level, message]);
      assert.deepEqual(
        written,
        LINE_LEVELS.map((level) => [level, `at ${level}`]),
      );
    },
  },
  {
    name: 'a line is written when it is as heavy as the level or heavier, and not otherwise',
    async run(harness) {
      for (const [index, threshold] of THRESHOLDS.entries()) {
        const { logger, records } = await harness.make({ level: threshold });
        for (const level of LINE_LEVELS) logger[level](level);
        assert.deepEqual(messagesOf(await records()), LINE_LEVELS.slice(index), `level ${threshold}`);
      }
    },
  },
  {
    name: 'silent lets nothing through, fatal included',
    async run(harness) {
      const { logger, records } = await harness.make({ level: 'silent' });
      logger.fatal('down');
      logger.child({ a: 1 }).fatal('down too');
      assert.deepEqual(messagesOf(await records()), []);
    },
  },
  {
    name: 'isLevelEnabled agrees with what is written, at every level',
    async run(harness) {
      for (const threshold of THRESHOLDS) {
        const { logger, records } = await harness.make({ level: threshold });
        const enabled = LINE_LEVELS.filter((level) => logger.isLevelEnabled(level));
        for (const level of LINE_LEVELS) logger[level](level);
        assert.deepEqual(messagesOf(await records()), enabled, `level ${threshold}`);
        assert.equal(logger.isLevelEnabled('silent'), false, 'no line is ever silent');
      }
    },
  },
  {
    name: 'level tells the threshold, as made and as set',
    async run(harness) {
      const { logger } = await harness.make({ level: 'warn' });
      assert.equal(logger.level, 'warn');
      logger.level = 'trace';
      assert.equal(logger.level, 'trace');
      assert.equal(logger.isLevelEnabled('trace'), true);
    },
  },
  {
    name: 'a level that is none changes nothing, and does not throw',
    async run(harness) {
      const { logger } = await harness.make({ level: 'warn' });
      for (const none of ['loud', '', 'constructor', 5, null, undefined]) {
        survives(() => Reflect.set(logger, 'level', none), `the level ${String(none)}`);
        assert.equal(logger.level, 'warn');
      }
    },
  },
  {
    name: 'a level set on the parent holds at once for children made before and after',
    async run(harness) {
      const { logger, records } = await harness.make({ level: 'error' });
      const before = logger.child({ made: 'before' });
      logger.level = 'debug';
      const after = logger.child({ made: 'after' });
      before.debug('before');
      after.debug('after');
      logger.level = 'silent';
      before.fatal('no more');
      assert.deepEqual(messagesOf(await records()), ['before', 'after']);
      assert.deepEqual([before.level, after.level], ['silent', 'silent']);
    },
  },
  {
    name: 'a level set on a grandchild holds for its parents and their other children',
    async run(harness) {
      const { logger, records } = await harness.make({ level: 'error' });
      const sibling = logger.child({ name: 'sibling' });
      logger.child({ name: 'child' }).child({ name: 'grandchild' }).level = 'info';
      logger.info('parent');
      sibling.info('sibling');
      assert.deepEqual(messagesOf(await records()), ['parent', 'sibling']);
      assert.equal(logger.level, 'info');
    },
  },
  {
    name: 'the fields of a line that is not written are not read',
    async run(harness) {
      const { logger } = await harness.make({ level: 'info' });
      let reads = 0;
      const costly = {
        get value() {
          reads += 1;
          return 'costly';
        },
      };
      logger.debug('not written', costly);
      logger.child({ a: 1 }).trace('not written either', costly);
      assert.equal(reads, 0);
    },
  },
  {
    name: 'the time of a line is when it was logged',
    async run(harness) {
      const { logger, records } = await harness.make();
      await new Promise((resolve) => setTimeout(resolve, 30));
      const before = Date.now();
      logger.info('now');
      const after = Date.now();
      const [record] = await records();
      const time = record?.time.getTime() ?? Number.NaN;
      assert.ok(time >= before && time <= after, `logged from ${before} to ${after}, its time is ${time}`);
    },
  },
];
