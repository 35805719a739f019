import type { EventBusHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoilOrder, spoilRuns, type Spoil } from './spoil.js';

export const orderSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'takes no notice of keys',
    caughtBy: 'events of one key are handled one after another, in their order, whoever handles them',
    sabotage: spoilOrder((_, inner) => ({
      publish: (_key, type, data, options) => inner.publish(type, data, options),
    })),
  },
  {
    name: 'lets the next go on while one waits',
    caughtBy: 'an event that fails holds up those of its key, and no others; when it is dead they go on',
    sabotage: spoilOrder((ordered) => {
      let count = 0;
      return {
        publish: (key, type, data, options) => {
          count += 1;
          return ordered.publish(`${key} ${String(count)}`, type, data, options);
        },
      };
    }),
  },
  {
    name: 'holds up every key',
    caughtBy: 'an event that fails holds up those of its key, and no others; when it is dead they go on',
    sabotage: spoilOrder((ordered) => ({
      publish: (_, type, data, options) => ordered.publish('one for all', type, data, options),
    })),
  },
  {
    name: 'publishes many in any order',
    caughtBy: 'publishMany keeps their order too, and a key that makes no sense is a validation error',
    sabotage: spoilOrder((ordered) => ({
      publishMany: (events, io) => ordered.publishMany([...events].reverse(), io),
    })),
  },
  {
    name: 'lets others of its key overtake what was given back',
    caughtBy: 'those of a key wait for one that was given back, and go on behind it, past what a pattern is not for',
    sabotage: postponeSecondRuns(),
  },
  {
    name: 'lets others of its key overtake what a crash cut off',
    caughtBy: 'those of a key wait for one whose process was killed, and go on behind it',
    sabotage: postponeSecondRuns(),
  },
];

/** What is delivered once more is out of the way of others at once, and handled after them. */
function postponeSecondRuns(): Spoil {
  return spoilRuns(async (handler, event, run) => {
    if (run.run === 1) return handler(event, run);
    setTimeout(() => void handler(event, run), 20);
    return ok();
  });
}
