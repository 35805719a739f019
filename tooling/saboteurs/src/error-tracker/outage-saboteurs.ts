import type { ErrorTrackerHarness } from '@infra/conformance';
import { err, InfraError, ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { faulty, type Subject } from './spoil.js';

/** Spoils the tracker whose destination is gone. */
function whileGone(faults: (inner: Subject) => Partial<Subject>): Saboteur<ErrorTrackerHarness>['sabotage'] {
  return (harness) => {
    const { unreachable } = harness;
    if (unreachable === undefined) return harness;
    return {
      ...harness,
      unreachable: async (options) => {
        const inner = await unreachable(options);
        return faulty(inner, faults(inner));
      },
    };
  };
}

const refused = new InfraError({ code: 'unavailable', message: 'refused', provider: 'memory', operation: 'x' });
const never = (): Promise<never> => new Promise(() => undefined);

const CALLS = 'with the destination out of reach no call throws or waits, and what is lost is told to onError';
const FLUSH = 'with the destination out of reach flush fails, as a Result';
const CLOSE = 'with the destination out of reach close ends by its deadline, fails as a Result, and is idempotent';

export const outageSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  {
    name: 'throws where it cannot send',
    caughtBy: CALLS,
    sabotage: whileGone(() => ({
      captureException: () => {
        throw refused;
      },
    })),
  },
  {
    name: 'gives something else in place of an id',
    caughtBy: CALLS,
    sabotage: whileGone(() => ({ captureMessage: () => JSON.parse('{"queued":true}') as string })),
  },
  {
    name: 'loses reports without a word',
    caughtBy: CALLS,
    sabotage: (harness) => {
      const { unreachable } = harness;
      return unreachable === undefined ? harness : { ...harness, unreachable: async () => unreachable() };
    },
  },
  {
    name: 'says that it has flushed what nobody got',
    caughtBy: FLUSH,
    sabotage: whileGone((inner) => ({
      flush: async (options) => {
        const flushed = await inner.flush(options);
        return !flushed.ok && flushed.error.code === 'unavailable' ? ok() : flushed;
      },
    })),
  },
  { name: 'flushes until the destination answers', caughtBy: FLUSH, sabotage: whileGone(() => ({ flush: never })) },
  { name: 'closes when the destination answers', caughtBy: CLOSE, sabotage: whileGone(() => ({ close: never })) },
  {
    name: 'knows no deadline when it closes',
    caughtBy: CLOSE,
    sabotage: whileGone((inner) => ({
      close: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, 1_900));
        return inner.close(options);
      },
    })),
  },
  {
    name: 'says that all is well when it closes with reports in its hands',
    caughtBy: CLOSE,
    sabotage: whileGone((inner) => ({
      close: async (options) => {
        const closed = await inner.close(options);
        return closed.ok ? closed : ok();
      },
    })),
  },
  {
    name: 'asks the destination before it closes, whatever there is to send',
    caughtBy: 'with the destination out of reach and nothing to send close succeeds',
    sabotage: whileGone(() => ({ close: async () => err(refused) })),
  },
];
