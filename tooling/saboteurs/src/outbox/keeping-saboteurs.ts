import type { OutboxHarness } from '@infra/conformance';
import { ok, type OutboxCounts, type ParkedMessages } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgiven, spoil, type Spoil } from './spoil.js';

const LISTED = 'parked messages are listed page by page, the last parked first';
const REPLAYED = 'a parked message is replayed as if it had not failed, before those of its key';
const ALL = 'all parked messages are replayed, or forgotten, and how many it were is told';
const COUNTS = 'it counts what is pending, claimed and parked, and how old the oldest is';
const CLEAN = 'cleaning forgets what was published long ago, and nothing else';

function spoilParked(change: (parked: ParkedMessages) => Partial<ParkedMessages>): Spoil {
  return spoil(({ parked }) => ({ parked: { ...parked, ...change(parked) } }));
}

function spoilCounts(change: (counts: OutboxCounts) => OutboxCounts): Spoil {
  return spoil(({ counts }) => ({
    counts: async (options) => {
      const counted = await counts(options);
      return counted.ok ? ok(change(counted.value)) : counted;
    },
  }));
}

export const keepingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  {
    name: 'lists what was parked first before what was parked last',
    caughtBy: LISTED,
    sabotage: spoilParked(({ list }) => ({
      list: async (options) => {
        const page = await list(options);
        return page.ok ? ok({ ...page.value, items: page.value.items.toReversed() }) : page;
      },
    })),
  },
  {
    name: 'has pages without an end',
    caughtBy: LISTED,
    sabotage: spoilParked(({ list }) => ({ list: (options) => list({ ...options, limit: 1_000 }) })),
  },
  {
    name: 'has but one page',
    caughtBy: LISTED,
    sabotage: spoilParked(({ list }) => ({
      list: async (options) => {
        const page = await list(options);
        return page.ok ? ok({ items: page.value.items }) : page;
      },
    })),
  },
  {
    name: 'takes any cursor',
    caughtBy: LISTED,
    sabotage: spoilParked(({ list }) => ({ list: (options) => forgiven('validation', list(options), { items: [] }) })),
  },
  {
    name: 'replays nothing',
    caughtBy: REPLAYED,
    sabotage: spoilParked(() => ({ replay: async () => ok() })),
  },
  {
    name: 'replays what is not there',
    caughtBy: REPLAYED,
    sabotage: spoilParked(({ replay }) => ({ replay: (id) => forgiven('not_found', replay(id), undefined) })),
  },
  {
    name: 'counts the attempts before a replay',
    caughtBy: REPLAYED,
    sabotage: spoil(({ parked, claim }) => {
      const replayed = new Set<string>();
      return {
        parked: {
          ...parked,
          replay: (id) => {
            replayed.add(id);
            return parked.replay(id);
          },
        },
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          const messages = claimed.value.messages.map((message) =>
            replayed.has(message.id) ? { ...message, attempts: message.attempts + 1 } : message,
          );
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'replays one of all',
    caughtBy: ALL,
    sabotage: spoilParked(({ list, replay }) => ({
      replayAll: async () => {
        const page = await list();
        if (!page.ok) return page;
        const [first] = page.value.items;
        const replayed = first === undefined ? ok() : await replay(first.id);
        return replayed.ok ? ok(page.value.items.length) : replayed;
      },
    })),
  },
  {
    name: 'miscounts what it replays',
    caughtBy: ALL,
    sabotage: spoilParked(({ replayAll }) => ({
      replayAll: async () => {
        const replayed = await replayAll();
        return replayed.ok ? ok(replayed.value + 1) : replayed;
      },
    })),
  },
  {
    name: 'forgets nothing',
    caughtBy: ALL,
    sabotage: spoilParked(({ list }) => ({
      clear: async () => {
        const page = await list();
        return page.ok ? ok(page.value.items.length) : page;
      },
    })),
  },
  {
    name: 'replays what it is to forget',
    caughtBy: ALL,
    sabotage: spoilParked(({ replayAll }) => ({ clear: () => replayAll() })),
  },
  {
    name: 'counts what is claimed as pending',
    caughtBy: COUNTS,
    sabotage: spoilCounts((counts) => ({ ...counts, pending: counts.pending + counts.claimed, claimed: 0 })),
  },
  {
    name: 'counts what is parked as pending',
    caughtBy: COUNTS,
    sabotage: spoilCounts((counts) => ({ ...counts, pending: counts.pending + counts.parked, parked: 0 })),
  },
  {
    name: 'knows no age',
    caughtBy: COUNTS,
    sabotage: spoilCounts((counts) => ({ ...counts, oldestPendingMs: 0 })),
  },
  {
    name: 'tells the age in seconds',
    caughtBy: COUNTS,
    sabotage: spoilCounts((counts) => ({ ...counts, oldestPendingMs: counts.oldestPendingMs / 1_000 })),
  },
  {
    name: 'is as old as what is parked',
    caughtBy: COUNTS,
    sabotage: spoil(({ counts }) => {
      let oldest = 0;
      return {
        counts: async (options) => {
          const counted = await counts(options);
          if (!counted.ok) return counted;
          oldest = Math.max(oldest, counted.value.oldestPendingMs);
          const { parked } = counted.value;
          return ok({ ...counted.value, oldestPendingMs: parked > 0 ? oldest : counted.value.oldestPendingMs });
        },
      };
    }),
  },
  {
    name: 'cleans up everything that is published',
    caughtBy: CLEAN,
    sabotage: spoil(({ clean }) => ({
      clean: (olderThanMs, options) => clean(olderThanMs > 0 ? 0 : olderThanMs, options),
    })),
  },
  {
    name: 'cleans up nothing',
    caughtBy: CLEAN,
    sabotage: spoil(({ clean }) => ({
      clean: (olderThanMs, options) => clean(olderThanMs > 0 ? olderThanMs * 100 : olderThanMs, options),
    })),
  },
  {
    name: 'cleans up what is parked, too',
    caughtBy: CLEAN,
    sabotage: spoil(({ clean, parked }) => ({
      clean: async (olderThanMs, options) => {
        const cleared = await parked.clear();
        return cleared.ok ? clean(olderThanMs, options) : cleared;
      },
    })),
  },
  {
    name: 'cleans up of any age',
    caughtBy: CLEAN,
    sabotage: spoil(({ clean }) => ({
      clean: (olderThanMs, options) => forgiven('validation', clean(olderThanMs, options), 0),
    })),
  },
];
