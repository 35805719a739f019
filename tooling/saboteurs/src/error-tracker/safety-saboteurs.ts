import type { ErrorTrackerHarness } from '@infra/conformance';
import { ok, type AsyncResult, type CaptureOptions } from '@infra/core';
import { closeOnce } from '../close-once.js';
import type { Saboteur } from '../saboteur.js';
import { faulty, forEachRow, leaking, spoilSubject, withFaults } from './spoil.js';

/** Gives up a report when anything in its options is not what the types say, or is larger than a screen. */
function strict(options: unknown): boolean {
  if (options === undefined) return true;
  try {
    if (typeof options !== 'object' || options === null) return false;
    const { level, tags, extra, user, fingerprint } = options as CaptureOptions;
    const isLevel = level === undefined || (typeof level === 'string' && level.length === 5);
    const texts = [...Object.values(tags ?? {}), ...Object.values(user ?? {}), ...(fingerprint ?? [])] as unknown[];
    return isLevel && texts.every((text) => typeof text === 'string') && JSON.stringify(extra ?? {}).length < 1_000;
  } catch {
    return false;
  }
}

/** Whether it is an error as one finds them in books. */
function isPlain(error: unknown): boolean {
  try {
    if (!(error instanceof Error) || typeof error.message !== 'string' || error.message.length > 1_000) return false;
    return !(error.cause instanceof Error);
  } catch {
    return false;
  }
}

export const secretSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  {
    name: 'sends extra as it is',
    caughtBy: 'secrets in extra are redacted, at any depth and by any spelling of their keys',
    sabotage: leaking((_, options) => options?.extra),
  },
  {
    name: 'sends the properties of an error as they are',
    caughtBy: 'secrets in an error, its properties and its causes are redacted',
    sabotage: leaking((error) => ({ ...(error as object) })),
  },
  {
    name: 'sends causes as they are',
    caughtBy: 'secrets in an error, its properties and its causes are redacted',
    sabotage: leaking((error) => (error instanceof Error ? error.cause : undefined)),
  },
  {
    name: 'sends messages as they are',
    caughtBy: 'the password of a URL gets out nowhere: message, error, extra, tags, user',
    sabotage: leaking((error) => (error instanceof Error ? error.message : undefined)),
  },
  {
    name: 'sends tags as they are',
    caughtBy: 'the password of a URL gets out nowhere: message, error, extra, tags, user',
    sabotage: leaking((_, options) => options?.tags),
  },
  {
    name: 'knows its own secret keys only',
    caughtBy: 'keys named by the user are redacted beside the default ones, and nothing else is',
    sabotage: (harness) => ({ ...harness, make: ({ redactKeys: _, ...options } = {}) => harness.make(options) }),
  },
  {
    name: 'redacts everything',
    caughtBy: 'keys named by the user are redacted beside the default ones, and nothing else is',
    sabotage: spoilSubject(({ reports }) => ({
      reports: async () => (await reports()).map((report) => ({ ...report, extra: {} })),
    })),
  },
];

export const hostileSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  ...forEachRow(
    'whatever was thrown is reported, and the call does not throw: ',
    'reports errors as one finds them in books',
    withFaults((inner) => ({
      captureException: (error, options) => (isPlain(error) ? inner.captureException(error, options) : undefined),
    })),
  ),
  ...forEachRow(
    'options that are wrong cost the report nothing else: ',
    'drops a report whose options are wrong',
    withFaults((inner) => ({
      captureException: (error, options) => (strict(options) ? inner.captureException(error, options) : undefined),
    })),
  ),
  {
    name: 'trusts the type of the message',
    caughtBy: 'a message that is none is reported, and the call does not throw',
    sabotage: withFaults((inner) => ({
      captureMessage: (message, options) => inner.captureMessage(message.trim(), options),
    })),
  },
];

export const lifecycleSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  {
    name: 'goes by another name than its errors',
    caughtBy: 'it has the name that its errors carry as their provider',
    sabotage: withFaults(() => ({ provider: 'other' })),
  },
  {
    name: 'says that it has flushed while reports are still waiting',
    caughtBy: 'flush settles when every report so far has arrived',
    sabotage: withFaults((inner) => ({
      captureMessage: (message, options) => {
        setTimeout(() => void inner.captureMessage(message, options), 5);
        return 'later';
      },
    })),
  },
  {
    name: 'ignores the signal of a flush',
    caughtBy: 'flush with an aborted signal is cancelled, and loses no report',
    sabotage: withFaults((inner) => ({ flush: () => inner.flush() })),
  },
  {
    name: 'closes without waiting for what it has buffered',
    caughtBy: 'close lets every report so far arrive, and is idempotent',
    sabotage: spoilSubject(({ tracker, reports }) => {
      let isClosed = false;
      const close = (): AsyncResult<void> => {
        isClosed = true;
        return tracker.close();
      };
      return { tracker: faulty(tracker, { close }), reports: async () => (isClosed ? [] : reports()) };
    }),
  },
  {
    name: 'fails when it is closed a second time',
    caughtBy: 'close lets every report so far arrive, and is idempotent',
    sabotage: withFaults((inner) => ({ close: closeOnce(() => inner.close()) })),
  },
  {
    name: 'reports after it was closed',
    caughtBy: 'after close nothing is reported, no call throws, and flush is unavailable',
    sabotage: withFaults(() => ({ close: async () => ok() })),
  },
  {
    name: 'gives an id of what it has dropped',
    caughtBy: 'after close nothing is reported, no call throws, and flush is unavailable',
    sabotage: withFaults((inner) => ({
      captureMessage: (message, options) => inner.captureMessage(message, options) ?? '0'.repeat(32),
    })),
  },
];
