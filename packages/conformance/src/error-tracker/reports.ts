import assert from 'node:assert/strict';
import { InfraError, type CaptureOptions } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { createTestClock } from '../test-clock.js';
import { arrivedReports, captureOne, survives } from './expect-report.js';
import { withTracker, type ErrorTrackerHarness } from './harness.js';

class PaymentError extends Error {
  override readonly name = 'PaymentError';
}

export const reportCases: readonly ConformanceCase<ErrorTrackerHarness>[] = [
  {
    name: 'an exception arrives with its name, its message and its stack, at level error',
    async run(harness) {
      const { report } = await captureOne(harness, (tracker) => tracker.captureException(new PaymentError('declined')));
      const [exception, ...others] = report.exceptions;
      assert.deepEqual([exception?.type, exception?.message, others.length], ['PaymentError', 'declined', 0]);
      assert.deepEqual([report.message, report.level], ['declined', 'error']);
      assert.match(JSON.stringify(exception?.stack), /error-tracker|conformance|\.[jt]s/, 'where it came from');
    },
  },
  {
    name: 'an exception arrives with its causes, down to one that is no error',
    async run(harness) {
      const third = new RangeError('third', { cause: 'the disk' });
      const first = new Error('first', { cause: new TypeError('second', { cause: third }) });
      const { report } = await captureOne(harness, (tracker) => tracker.captureException(first));
      const chain = report.exceptions.map(({ type, message }) => [type, message]);
      assert.deepEqual(chain.slice(0, 3), [['Error', 'first'], ['TypeError', 'second'], ['RangeError', 'third']]); // prettier-ignore
      assert.match(chain[3]?.[1] ?? '', /the disk/);
      assert.equal(chain.length, 4);
    },
  },
  {
    name: 'an InfraError arrives with what tells it from others',
    async run(harness) {
      const error = new InfraError({
        code: 'unavailable',
        message: 'no Redis',
        provider: 'redis',
        operation: 'cache.get',
      });
      const { report, raw } = await captureOne(harness, (tracker) => tracker.captureException(error));
      assert.equal(report.exceptions[0]?.message, 'no Redis');
      for (const part of ['unavailable', 'redis', 'cache.get']) assert.ok(raw.includes(part), `${part} is not there`);
    },
  },
  {
    name: 'a message arrives at level info, and has no exception',
    async run(harness) {
      const { report } = await captureOne(harness, (tracker) => tracker.captureMessage('disk is nearly full'));
      assert.deepEqual([report.message, report.level, report.exceptions], ['disk is nearly full', 'info', []]);
    },
  },
  {
    name: 'every level arrives as it was given',
    async run(harness) {
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
        const one = await captureOne(harness, (tracker) => tracker.captureMessage('x', { level }));
        const other = await captureOne(harness, (tracker) => tracker.captureException(new Error('x'), { level }));
        assert.deepEqual([one.report.level, other.report.level], [level, level]);
      }
    },
  },
  {
    name: 'tags, extra, user and fingerprint arrive',
    async run(harness) {
      const options: CaptureOptions = {
        tags: { tenant: 'acme', region: 'eu' },
        extra: { order: { id: 'o-1', lines: [1, 2] }, attempt: 3 },
        user: { id: 'u-1', username: 'ada' },
        fingerprint: ['checkout', 'declined'],
      };
      for (const kind of ['captureException', 'captureMessage'] as const) {
        const { report } = await captureOne(harness, (tracker) => tracker[kind]('x', options));
        assert.deepEqual({ ...report.tags }, { tenant: 'acme', region: 'eu' });
        assert.deepEqual({ ...report.extra }, { order: { id: 'o-1', lines: [1, 2] }, attempt: 3 });
        assert.deepEqual({ ...report.user }, { id: 'u-1', username: 'ada' });
        assert.deepEqual(report.fingerprint, ['checkout', 'declined']);
      }
    },
  },
  {
    name: 'what is left out is not there, and not that of the report before',
    run: (harness) =>
      withTracker(harness, async (made) => {
        const options = { tags: { a: '1' }, extra: { b: 2 }, user: { id: 'u-1' }, fingerprint: ['f'], level: 'fatal' } as const; // prettier-ignore
        made.tracker.captureException(new Error('one'), options);
        made.tracker.captureException(new Error('two'));
        const { tags, extra, user, fingerprint, level } = (await arrivedReports(made))[1] ?? {};
        assert.deepEqual([tags, extra, user ?? {}, fingerprint ?? [], level], [{}, {}, {}, [], 'error']);
      }),
  },
  {
    name: 'what a caller does to its options and its error afterwards changes nothing',
    run: (harness) =>
      withTracker(harness, async (made) => {
        const tags = { tenant: 'before' };
        const extra = { nested: { state: 'before' } };
        const user = { id: 'before' };
        const fingerprint = ['before'];
        const error = new Error('before');
        made.tracker.captureException(error, { tags, extra, user, fingerprint });
        tags.tenant = extra.nested.state = user.id = error.message = 'after';
        fingerprint.push('after');
        const [report] = await arrivedReports(made);
        assert.ok(!JSON.stringify([report?.tags, report?.extra, report?.user, report?.fingerprint]).includes('after'));
        assert.deepEqual([report?.message, report?.exceptions[0]?.message], ['before', 'before']);
      }),
  },
  {
    name: 'a report has the time of its call',
    async run(harness) {
      const clock = createTestClock(new Date('2026-03-01T10:00:00Z'));
      await withTracker(
        harness,
        async (made) => {
          made.tracker.captureMessage('one');
          clock.advance(1_500);
          made.tracker.captureException(new Error('two'));
          clock.advance(60_000);
          const times = (await arrivedReports(made)).map(({ time }) => time.toISOString());
          assert.deepEqual(times, ['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:01.500Z']);
        },
        { clock },
      );
    },
  },
  {
    name: 'reports arrive in the order of the calls, each under an id of its own',
    run: (harness) =>
      withTracker(harness, async (made) => {
        const ids = Array.from({ length: 200 }, (_, index) =>
          index % 2 === 0
            ? made.tracker.captureMessage(`${index}`)
            : made.tracker.captureException(new Error(`${index}`)),
        );
        const reports = await arrivedReports(made);
        assert.deepEqual(reports.map(({ id }) => id), ids); // prettier-ignore
        assert.deepEqual(reports.map(({ message }) => message), ids.map((_, index) => `${index}`)); // prettier-ignore
        assert.ok(ids.every((id) => typeof id === 'string' && id.length >= 16) && new Set(ids).size === 200, 'the ids');
      }),
  },
  {
    name: 'the same error twice is two reports',
    run: (harness) =>
      withTracker(harness, async (made) => {
        const error = new Error('again');
        survives(() => made.tracker.captureException(error), 'once');
        survives(() => made.tracker.captureException(Object.freeze(error)), 'twice, frozen');
        assert.equal((await arrivedReports(made)).length, 2);
      }),
  },
];
