import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { InfraError, type LogFields } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { logOne, objectAt } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

class PaymentError extends Error {
  override readonly name = 'PaymentError';
  readonly code = 'E_DECLINED';
  readonly attempt = { number: 3 };
}

function logError(harness: LoggerHarness, error: unknown, key = 'error'): Promise<LogFields> {
  return logOne(harness, (logger) => {
    logger.error('failed', { [key]: error });
  }).then(({ fields }) => objectAt(fields, key));
}

export const errorCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'an error is logged with name, message and stack, under any key',
    async run(harness) {
      for (const key of ['error', 'err', 'reason', 'why not']) {
        const error = new TypeError('not a function');
        const logged = await logError(harness, error, key);
        assert.deepEqual([logged['name'], logged['message']], ['TypeError', 'not a function'], key);
        assert.equal(logged['stack'], error.stack, key);
      }
    },
  },
  {
    name: 'an error of another realm is logged as one',
    async run(harness) {
      const foreign: unknown = runInNewContext(`Object.assign(new RangeError('from elsewhere'), { code: 'E_FAR' })`);
      const logged = await logError(harness, foreign);
      assert.deepEqual([logged['name'], logged['message'], logged['code']], ['RangeError', 'from elsewhere', 'E_FAR']);
    },
  },
  {
    name: 'an error deep inside a field is logged as one',
    async run(harness) {
      const { fields } = await logOne(harness, (logger) => {
        logger.child({ job: { failures: [new Error('in a child')] } }).error('x', { a: { b: [new Error('deep')] } });
      });
      assert.ok(JSON.stringify(fields['a']).includes('"deep"'), 'the error of the line is gone');
      assert.ok(JSON.stringify(fields['job']).includes('"in a child"'), 'the error of the child is gone');
    },
  },
  {
    name: 'an error keeps its own properties',
    async run(harness) {
      const logged = await logError(harness, new PaymentError('declined'));
      assert.deepEqual([logged['name'], logged['code']], ['PaymentError', 'E_DECLINED']);
      assert.deepEqual(logged['attempt'], { number: 3 });
    },
  },
  {
    name: 'the whole cause chain of an error is logged, down to a cause that is no error',
    async run(harness) {
      const third = Object.assign(new RangeError('third', { cause: { reason: 'disk' } }), { code: 'EIO' });
      const second = new Error('second', { cause: third });
      const first = await logError(harness, new Error('first', { cause: second }));
      const cause = objectAt(first, 'cause');
      const root = objectAt(cause, 'cause');
      assert.deepEqual([first['message'], cause['message'], root['message']], ['first', 'second', 'third']);
      assert.deepEqual([root['name'], root['code'], root['cause']], ['RangeError', 'EIO', { reason: 'disk' }]);
    },
  },
  {
    name: 'the errors of an AggregateError are logged',
    async run(harness) {
      const parts = [new Error('one'), new TypeError('two', { cause: new Error('why two') })];
      const logged = await logError(harness, new AggregateError(parts, 'both failed'));
      const errors = objectAt(logged, 'errors');
      assert.equal(logged['message'], 'both failed');
      assert.equal(objectAt(errors, '0')['message'], 'one');
      assert.equal(objectAt(objectAt(errors, '1'), 'cause')['message'], 'why two');
    },
  },
  {
    name: 'an InfraError is logged with its code, its origin and its cause',
    async run(harness) {
      const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
      const logged = await logError(
        harness,
        new InfraError({ code: 'unavailable', message: 'no Redis', provider: 'redis', operation: 'cache.get', cause }),
      );
      assert.deepEqual([logged['code'], logged['message']], ['unavailable', 'no Redis']);
      assert.deepEqual([logged['provider'], logged['operation'], logged['retryable']], ['redis', 'cache.get', true]);
      assert.equal(objectAt(logged, 'cause')['code'], 'ECONNREFUSED');
    },
  },
];
