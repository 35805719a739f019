import assert from 'node:assert/strict';
import { expectProvider } from '../expect-provider.js';
import { expectError, expectOk } from '../expect-result.js';
import type { ConformanceCase } from '../suite.js';
import { survives } from './expect-report.js';
import { withTracker, type ErrorTrackerHarness } from './harness.js';

export const lifecycleCases: readonly ConformanceCase<ErrorTrackerHarness>[] = [
  {
    name: 'it has the name that its errors carry as their provider',
    run: (harness) =>
      withTracker(harness, ({ tracker }) => expectProvider(tracker, tracker.flush({ signal: AbortSignal.abort() }))),
  },
  {
    name: 'flush settles when every report so far has arrived',
    run: (harness) =>
      withTracker(harness, async ({ tracker, reports }) => {
        for (let count = 0; count < 100; count += 1) tracker.captureMessage(`${count}`);
        await expectOk(tracker.flush(), 'flush');
        assert.equal((await reports()).length, 100);
        const together = await Promise.all([tracker.flush(), tracker.flush({})]);
        assert.ok(together.every((result) => result.ok), 'flushes at the same time'); // prettier-ignore
      }),
  },
  {
    name: 'flush with an aborted signal is cancelled, and loses no report',
    run: (harness) =>
      withTracker(harness, async ({ tracker, reports }) => {
        tracker.captureMessage('kept');
        await expectError(tracker.flush({ signal: AbortSignal.abort() }), 'cancelled', 'an aborted flush');
        await expectOk(tracker.flush(), 'the next flush');
        assert.equal((await reports()).length, 1);
      }),
  },
  {
    name: 'close lets every report so far arrive, and is idempotent',
    run: (harness) =>
      withTracker(harness, async ({ tracker, reports }) => {
        for (let count = 0; count < 100; count += 1) tracker.captureException(new Error(`${count}`));
        const results = await Promise.all([tracker.close(), tracker.close()]);
        assert.ok(results.every((result) => result.ok), 'closing twice at a time'); // prettier-ignore
        await expectOk(tracker.close({ deadlineMs: 1 }), 'closing again');
        assert.equal((await reports()).length, 100);
      }),
  },
  {
    name: 'after close nothing is reported, no call throws, and flush is unavailable',
    run: (harness) =>
      withTracker(harness, async ({ tracker, reports }) => {
        await expectOk(tracker.close(), 'close');
        const ids = survives(
          () => [tracker.captureException(new Error('late')), tracker.captureMessage('late')],
          'late',
        );
        assert.deepEqual(ids, [undefined, undefined], 'an id of what cannot be found');
        assert.deepEqual(await reports(), []);
        await expectError(tracker.flush(), 'unavailable', 'flush after close');
      }),
  },
];
