import type { EventBusHarness } from '@infra/conformance';
import { ok, type EventSubscription } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { spoil, spoilGroups, spoilOptions } from './spoil.js';

const PATTERN = 'a pattern is for what begins as it does, and for nothing else';
const SAY = 'groups say what they have to do, and who is there to do it';
const REMOVE = 'a group without members can be removed, with all that waits for it, and begins anew';

export const groupSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  {
    name: 'hands an event to every member',
    caughtBy: 'every group gets every event, and of its members one gets each',
    sabotage: spoil((inner) => {
      const members: ((...args: never[]) => unknown)[] = [];
      return {
        subscribe: (pattern, handler, options) => {
          members.push(handler);
          const all: typeof handler = async (...args) => {
            const results = await Promise.all(members.map((member) => (member as typeof handler)(...args)));
            return results[0] ?? ok();
          };
          return inner.subscribe(pattern, all, options);
        },
      };
    }),
  },
  {
    name: 'takes all groups for one',
    caughtBy: 'every group gets every event, and of its members one gets each',
    sabotage: spoilOptions((options) => ({ ...options, group: 'one for all' })),
  },
  {
    name: 'takes a pattern for everything',
    caughtBy: PATTERN,
    sabotage: spoil((inner) => ({
      subscribe: (pattern, handler, options) => {
        const any = pattern.endsWith('*') ? ('*' as typeof pattern) : pattern;
        return inner.subscribe(any, handler, { ...options, group: `${options.group} ${pattern}` });
      },
    })),
  },
  {
    name: 'takes a type for the beginning of others',
    caughtBy: PATTERN,
    sabotage: spoil((inner) => ({
      subscribe: (pattern, handler, options) =>
        inner.subscribe(`${pattern.replace(/\*$/, '')}*` as typeof pattern, handler, options),
    })),
  },
  {
    name: 'drops what is published while no member is there',
    caughtBy: 'a group gets what is published from its beginning on, also while none of its members is there',
    sabotage: spoil((inner) => {
      const open = new Set<EventSubscription>();
      return {
        publish: async (type, data, options) =>
          open.size === 0 ? ok({ id: 'dropped', type, isDuplicate: false }) : inner.publish(type, data, options),
        subscribe: async (pattern, handler, options) => {
          const made = await inner.subscribe(pattern, handler, options);
          if (!made.ok) return made;
          open.add(made.value);
          return ok({
            close: (io) => {
              open.delete(made.value);
              return made.value.close(io);
            },
          });
        },
      };
    }),
  },
  {
    name: 'handles one event at a time, whatever it is told',
    caughtBy: 'a subscription handles as many events at a time as it may',
    sabotage: spoilOptions(({ concurrency: _, ...options }) => options),
  },
  {
    name: 'handles everything at once',
    caughtBy: 'a subscription handles as many events at a time as it may',
    sabotage: spoilOptions((options) => ({ ...options, concurrency: 1_000 })),
  },
  {
    name: 'says that nothing waits',
    caughtBy: SAY,
    sabotage: spoilGroups((groups) => ({
      list: async (io) => {
        const listed = await groups.list(io);
        return listed.ok ? ok(listed.value.map((group) => ({ ...group, waiting: 0 }))) : listed;
      },
    })),
  },
  {
    name: 'sorts groups by nothing',
    caughtBy: SAY,
    sabotage: spoilGroups((groups) => ({
      list: async (io) => {
        const listed = await groups.list(io);
        return listed.ok ? ok([...listed.value].reverse()) : listed;
      },
    })),
  },
  {
    name: 'removes no group, and says that it did',
    caughtBy: REMOVE,
    sabotage: spoilGroups((groups) => ({
      remove: async (group, pattern, io) => {
        const listed = await groups.list(io);
        if (!listed.ok) return listed;
        const found = listed.value.find((candidate) => candidate.group === group && candidate.pattern === pattern);
        return found !== undefined && found.members > 0 ? groups.remove(group, pattern, io) : ok(found !== undefined);
      },
    })),
  },
  {
    name: 'removes a group that has members',
    caughtBy: REMOVE,
    sabotage: spoilGroups((groups) => ({
      remove: async (group, pattern, io) => {
        const removed = await groups.remove(group, pattern, io);
        return !removed.ok && removed.error.code === 'conflict' ? ok(true) : removed;
      },
    })),
  },
  {
    name: 'has a group wait for another',
    caughtBy: 'what one group fails affects no other, and holds up nothing else',
    sabotage: spoil((inner) => {
      let before: Promise<unknown> = Promise.resolve();
      return {
        subscribe: (pattern, handler, options) => {
          const inTurn: typeof handler = (...args) => {
            const own = before.then(() => handler(...args));
            before = own;
            return own;
          };
          return inner.subscribe(pattern, inTurn, options);
        },
      };
    }),
  },
  {
    name: 'swallows what another group failed',
    caughtBy: 'every group that fails an event has a letter of its own',
    sabotage: spoil((inner) => {
      const failed = new Set<string>();
      return {
        subscribe: (pattern, handler, options) => {
          const once: typeof handler = async (event, run) => {
            const result = await handler(event, run);
            if (result.ok || failed.has(JSON.stringify(event))) return ok();
            failed.add(JSON.stringify(event));
            return result;
          };
          return inner.subscribe(pattern, once, options);
        },
      };
    }),
  },
];
