import type { EventBusHarness } from '@infra/conformance';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoilHistory } from './spoil.js';

const PAST = 'the history has what was published, in its order, page by page, from a time or an event on';

export const historySaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'tells the past backwards',
    caughtBy: PAST,
    sabotage: spoilHistory((history) => ({
      list: async (options) => {
        const page = await history.list(options);
        return page.ok ? ok({ ...page.value, items: [...page.value.items].reverse() }) : page;
      },
    })),
  },
  {
    name: 'tells all of the past, whatever is asked for',
    caughtBy: PAST,
    sabotage: spoilHistory((history) => ({ list: (options) => history.list({ ...options, afterId: undefined }) })),
  },
  {
    name: 'has every group live through the past again',
    caughtBy: 'a group can have its past delivered again, which others do not notice',
    sabotage: spoilHistory((history) => ({
      replay: async (group, pattern, from, io) => {
        const other = await history.replay('other', 'thing.happened', from, io);
        return other.ok || other.error.code === 'not_found' ? history.replay(group, pattern, from, io) : other;
      },
    })),
  },
];
