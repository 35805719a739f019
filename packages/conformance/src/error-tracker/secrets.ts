import assert from 'node:assert/strict';
import type { ErrorTracker } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { captureOne } from './expect-report.js';
import type { ErrorTrackerHarness, ErrorTrackerHarnessOptions } from './harness.js';

const SECRET = 'hunter2-must-not-appear';
const URL_WITH_PASSWORD = `redis://user:${SECRET}@cache.internal:6379/0`;

/** The report arrives, the secret in it does not. */
async function hides(
  harness: ErrorTrackerHarness,
  what: string,
  capture: (tracker: ErrorTracker) => string | undefined,
  options?: ErrorTrackerHarnessOptions,
): Promise<void> {
  const { raw } = await captureOne(harness, capture, options);
  assert.ok(!raw.includes(SECRET), `${what}: the secret got out`);
}

function leaky(): Error {
  return Object.assign(new Error('x'), { config: { headers: { Authorization: SECRET } } });
}

export const secretCases: readonly ConformanceCase<ErrorTrackerHarness>[] = [
  {
    name: 'secrets in extra are redacted, at any depth and by any spelling of their keys',
    async run(harness) {
      for (const key of ['password', 'api_key', 'API-KEY', 'authorization', 'Set-Cookie', 'accessToken']) {
        const extra = { [key]: SECRET, request: { list: [{ [key]: SECRET }], map: new Map([[key, SECRET]]) } };
        await hides(harness, key, (tracker) => tracker.captureMessage('x', { extra }));
      }
    },
  },
  {
    name: 'secrets in an error, its properties and its causes are redacted',
    async run(harness) {
      await hides(harness, 'a property', (tracker) => tracker.captureException(leaky()));
      await hides(harness, 'a cause', (tracker) => tracker.captureException(new Error('a', { cause: leaky() })));
      await hides(harness, 'no error', (tracker) => tracker.captureException({ token: SECRET }));
      await hides(harness, 'a cause that is none', (tracker) => {
        return tracker.captureException(new Error('a', { cause: { password: SECRET } }));
      });
    },
  },
  {
    name: 'the password of a URL gets out nowhere: message, error, extra, tags, user',
    async run(harness) {
      const message = `no answer from ${URL_WITH_PASSWORD}`;
      await hides(harness, 'a message', (tracker) => tracker.captureMessage(message));
      const error = new Error(message, { cause: new Error(message) });
      await hides(harness, 'an error', (tracker) => tracker.captureException(error));
      await hides(harness, 'a string', (tracker) => tracker.captureException(message));
      const [tags, extra, user] = [{ url: URL_WITH_PASSWORD }, { url: URL_WITH_PASSWORD }, { id: URL_WITH_PASSWORD }];
      await hides(harness, 'options', (tracker) => tracker.captureMessage('x', { tags, extra, user }));
      const fingerprint = [URL_WITH_PASSWORD];
      await hides(harness, 'a fingerprint', (tracker) => tracker.captureMessage('x', { fingerprint }));
    },
  },
  {
    name: 'keys named by the user are redacted beside the default ones, and nothing else is',
    async run(harness) {
      const extra = { PIN_CODE: SECRET, deep: [{ pinCode: SECRET }], password: SECRET, pin: 'shown' };
      const capture = (tracker: ErrorTracker): string | undefined => tracker.captureMessage('x', { extra });
      await hides(harness, 'keys of one’s own', capture, { redactKeys: ['pinCode'] });
      const { report } = await captureOne(harness, capture, { redactKeys: ['pinCode'] });
      assert.equal(report.extra['pin'], 'shown');
    },
  },
];
