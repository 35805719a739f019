import { outboxSuite, type OutboxHarness } from '@infra/conformance';
import { ok, type OutboxMessage } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { failure, forgiven, spoil, spoilAppend, spoilClaimed, spoilMessages } from './spoil.js';

const AS_IT_WENT_IN = 'a message comes out as it went in';
const ROUND_TRIP = 'data round-trip: ';
const COPIES = 'what was put in or got out may be changed, and changes nothing';
const REFUSED = 'what cannot be kept is refused, names its place, and harms no transaction';

const without = (name: keyof OutboxMessage) =>
  spoilMessages((message) => {
    const { [name]: _, ...rest } = message;
    return { time: new Date(0), context: {}, type: 'x', id: message.id, data: undefined, ...rest };
  });

export const appendingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  ...(['type', 'data', 'key', 'subject', 'time', 'context'] as const).map((name) => ({
    name: `loses the ${name}`,
    caughtBy: AS_IT_WENT_IN,
    sabotage: without(name),
  })),
  {
    name: 'keeps times to the second',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilMessages((message) => ({
      ...message,
      time: new Date(Math.floor(Number(message.time) / 1_000) * 1_000),
    })),
  },
  {
    name: 'gives every message an id of its own',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilMessages((message) => ({ ...message, id: `own ${message.id}` })),
  },
  {
    name: 'has no tokens',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoil(({ claim }) => ({
      claim: async (options) => {
        const claimed = await claim(options);
        return claimed.ok && claimed.value !== undefined ? ok({ ...claimed.value, token: '' }) : claimed;
      },
    })),
  },
  ...outboxSuite.cases
    .filter(({ name }) => name.startsWith(ROUND_TRIP))
    .map(({ name: caughtBy }) => ({
      name: `spoils data (${caughtBy.slice(ROUND_TRIP.length)})`,
      caughtBy,
      sabotage: spoilMessages((message) => ({ ...message, data: [message.data] })),
    })),
  {
    name: 'keeps data as JSON',
    caughtBy: 'data round-trip: types that JSON does not have',
    sabotage: spoilMessages((message) => ({
      ...message,
      data: JSON.parse(
        JSON.stringify(message.data, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ) as unknown,
    })),
  },
  {
    name: 'keeps what it was given, and not a copy',
    caughtBy: COPIES,
    sabotage: spoil(({ append, claim }) => {
      const given = new Map<string, OutboxMessage>();
      return {
        append: (messages, options) => {
          for (const message of messages) given.set(message.id, message);
          return append(messages, options);
        },
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          const messages = claimed.value.messages.map((message) => ({ ...message, ...given.get(message.id) }));
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'hands out what it keeps',
    caughtBy: COPIES,
    sabotage: spoil(({ claim }) => {
      const kept = new Map<string, OutboxMessage>();
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          for (const message of claimed.value.messages) {
            if (!kept.has(message.id)) kept.set(message.id, message);
          }
          const messages = claimed.value.messages.map((message) => ({ ...message, ...kept.get(message.id) }));
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'leaves out what it cannot keep',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: (messages, options) => forgiven('validation', append(messages, options), undefined),
    })),
  },
  {
    name: 'does not say which message it refuses',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: async (messages, options) => {
        const appended = await append(messages, options);
        return !appended.ok && appended.error.code === 'validation' ? failure('validation') : appended;
      },
    })),
  },
  {
    name: 'appends those before the one that it refuses',
    caughtBy: REFUSED,
    sabotage: spoil(({ append }) => ({
      append: async (messages, options) => {
        const appended = await append(messages, options);
        if (!appended.ok && appended.error.code === 'validation' && messages.length > 1) {
          const first = await append(messages.slice(0, 1), options);
          if (!first.ok) return first;
        }
        return appended;
      },
    })),
  },
  {
    name: 'counts a message’s attempts from one',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilClaimed((message) => ({ ...message, attempts: message.attempts + 1 })),
  },
  {
    name: 'appends them the other way round',
    caughtBy: AS_IT_WENT_IN,
    sabotage: spoilAppend((messages) => messages.toReversed()),
  },
];
