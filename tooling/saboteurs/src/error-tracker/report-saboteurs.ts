import type { ErrorTrackerHarness } from '@infra/conformance';
import type { CaptureOptions } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoilSubject, withErrors, withFaults, withOptions, withReports, faulty } from './spoil.js';

/** What a call was given is kept for those that come after it. */
function remembering(): (harness: ErrorTrackerHarness) => ErrorTrackerHarness {
  return (harness) => {
    let kept: CaptureOptions = {};
    return withOptions((options) => (kept = { ...kept, ...options }))(harness);
  };
}

export const reportSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  {
    name: 'calls every error Error',
    caughtBy: 'an exception arrives with its name, its message and its stack, at level error',
    sabotage: withReports((report) => ({
      ...report,
      exceptions: report.exceptions.map((exception) => ({ ...exception, type: 'Error' })),
    })),
  },
  {
    name: 'does not say where an error came from',
    caughtBy: 'an exception arrives with its name, its message and its stack, at level error',
    sabotage: withReports((report) => ({
      ...report,
      exceptions: report.exceptions.map(({ type, message }) => ({ type, message, stack: '' })),
    })),
  },
  {
    name: 'looks at the outermost error only',
    caughtBy: 'an exception arrives with its causes, down to one that is no error',
    sabotage: withReports((report) => ({ ...report, exceptions: report.exceptions.slice(0, 1) })),
  },
  {
    name: 'takes of an error what every error has',
    caughtBy: 'an InfraError arrives with what tells it from others',
    sabotage: withErrors((error) => (error instanceof Error ? new Error(error.message) : error)),
  },
  {
    name: 'makes an exception of a message',
    caughtBy: 'a message arrives at level info, and has no exception',
    sabotage: withFaults((inner) => ({
      captureMessage: (message, options) => inner.captureException(new Error(message), { level: 'info', ...options }),
    })),
  },
  {
    name: 'knows two levels',
    caughtBy: 'every level arrives as it was given',
    sabotage: withReports((report) => ({ ...report, level: report.level === 'error' ? 'error' : 'info' })),
  },
  {
    name: 'drops the fingerprint',
    caughtBy: 'tags, extra, user and fingerprint arrive',
    sabotage: withOptions((options) => options && { ...options, fingerprint: undefined }),
  },
  {
    name: 'takes extra for tags',
    caughtBy: 'tags, extra, user and fingerprint arrive',
    sabotage: withReports((report) => ({ ...report, tags: { ...report.tags, attempt: '3' } })),
  },
  {
    name: 'keeps options for the report that comes next',
    caughtBy: 'what is left out is not there, and not that of the report before',
    sabotage: remembering(),
  },
  {
    name: 'reads what it was given when it sends it',
    caughtBy: 'what a caller does to its options and its error afterwards changes nothing',
    sabotage: spoilSubject(({ tracker, reports }) => {
      const waiting: (() => void)[] = [];
      return {
        tracker: faulty(tracker, {
          captureException: (error, options) => {
            waiting.push(() => void tracker.captureException(error, options));
            return 'later';
          },
        }),
        reports: () => {
          for (const send of waiting.splice(0)) send();
          return reports();
        },
      };
    }),
  },
  {
    name: 'gives a report the time when it is read',
    caughtBy: 'a report has the time of its call',
    sabotage: withReports((report) => ({ ...report, time: new Date() })),
  },
  {
    name: 'finds reports under numbers that repeat',
    caughtBy: 'reports arrive in the order of the calls, each under an id of its own',
    sabotage: withFaults((inner) => ({
      captureMessage: (message, options) => inner.captureMessage(message, options)?.slice(0, 8),
    })),
  },
  {
    name: 'sends the newest first',
    caughtBy: 'reports arrive in the order of the calls, each under an id of its own',
    sabotage: spoilSubject(({ reports }) => ({ reports: async () => [...(await reports())].reverse() })),
  },
  {
    name: 'marks an error that it has reported, and reports it no more',
    caughtBy: 'the same error twice is two reports',
    sabotage: withFaults((inner) => {
      const seen = new WeakSet<object>();
      return {
        captureException: (error, options) => {
          if (typeof error === 'object' && error !== null && seen.has(error)) return undefined;
          if (typeof error === 'object' && error !== null) seen.add(error);
          return inner.captureException(error, options);
        },
      };
    }),
  },
  {
    name: 'writes its mark on the error',
    caughtBy: 'the same error twice is two reports',
    sabotage: withErrors((error) => Object.assign(error as object, { reported: true })),
  },
];
