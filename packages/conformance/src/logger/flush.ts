import assert from 'node:assert/strict';
import type { ConformanceCase } from '../suite.js';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import { messagesOf, survives } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

export const flushCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    async run(harness) {
      const { logger } = await harness.make();
      await expectProvider(logger, logger.flush({ signal: AbortSignal.abort() }));
    },
  },
  {
    name: 'flush settles when every line so far is at the destination, a child’s too',
    async run(harness) {
      const { logger, records } = await harness.make();
      const child = logger.child({ a: 1 });
      for (let line = 0; line < 200; line += 1) (line % 2 === 0 ? logger : child).info(`line ${line}`);
      await expectOk(child.flush(), 'flush of a child');
      assert.equal((await records()).length, 200);
      await expectOk(logger.flush(), 'flush with nothing to do');
      const together = await Promise.all([logger.flush(), child.flush(), logger.flush()]);
      assert.ok(together.every((result) => result.ok), 'flushes at the same time'); // prettier-ignore
    },
  },
  {
    name: 'flush with an aborted signal is cancelled, and loses no line',
    async run(harness) {
      const { logger, records } = await harness.make();
      logger.info('kept');
      await expectError(logger.flush({ signal: AbortSignal.abort() }), 'cancelled', 'an aborted flush');
      await expectOk(logger.flush(), 'the next flush');
      assert.deepEqual(messagesOf(await records()), ['kept']);
    },
  },
  {
    name: 'close lets every line so far arrive, and is idempotent',
    needs: ['makeClosable'],
    async run(harness) {
      const made = await harness.makeClosable?.();
      assert.ok(made !== undefined);
      for (let line = 0; line < 200; line += 1) made.logger.info(`line ${line}`);
      const results = await Promise.all([made.close(), made.close()]);
      assert.ok(results.every((result) => result.ok), 'closing twice at a time'); // prettier-ignore
      await expectOk(made.close(), 'closing again');
      assert.equal((await made.records()).length, 200);
    },
  },
  {
    name: 'after close calls neither throw nor write, and flush is unavailable',
    needs: ['makeClosable'],
    async run(harness) {
      const made = await harness.makeClosable?.();
      assert.ok(made !== undefined);
      const child = made.logger.child({ a: 1 });
      await expectOk(made.close(), 'close');
      survives(() => {
        made.logger.error('too late');
        child.fatal('too late');
        made.logger.child({ b: 2 }).level = 'trace';
        made.logger.trace('too late');
      }, 'after close');
      assert.deepEqual(messagesOf(await made.records()), []);
      assert.equal(made.logger.isLevelEnabled('fatal'), false, 'isLevelEnabled promises a line that is not written');
      await expectError(child.flush(), 'unavailable', 'flush after close');
    },
  },
];
