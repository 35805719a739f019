import type { RepositoryHarness } from '@infra/conformance';
import type { AuditAction, AuditEntry, CursorPage } from '@infra/core';
import { ok } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgive, spoil, spoilMaking, spoilOptions, spoilValue, wrongly, type Row, type Spoil } from './spoil.js';

const KEPT = 'every change is kept, with the entity before and after, in order';
const PAGES = 'a trail is one entity’s, in pages';
const TRACE = 'a change that does not happen leaves no trace, nor does one that is rolled back';
const COPY = 'an entry is a copy of the entity as it was';

type Entry = AuditEntry<Row, unknown>;
const ACTIONS: readonly AuditAction[] = ['create', 'update', 'delete', 'restore', 'purge'];

/** Spoils the entries of a page of a trail. */
function entries(change: (items: readonly Entry[]) => readonly Entry[]): Spoil {
  return spoilValue(['audit.list'], (value) => {
    const page = value as CursorPage<Entry>;
    return { ...page, items: change(page.items) };
  });
}

function entry(change: (one: Entry) => Entry): Spoil {
  return entries((items) => items.map(change));
}

export const auditingSaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  ...ACTIONS.map((action) => ({
    name: `keeps no trace of a ${action}`,
    caughtBy: KEPT,
    sabotage: entries((items) => items.filter((one) => one.action !== action)),
  })),
  {
    name: 'does not keep what there was before',
    caughtBy: KEPT,
    sabotage: entry(({ before: _, ...one }) => one),
  },
  { name: 'gives the newest first', caughtBy: KEPT, sabotage: entries((items) => [...items].reverse()) },
  { name: 'does not keep who it was', caughtBy: KEPT, sabotage: entry(({ actor: _, ...one }) => one) },
  { name: 'keeps no context with a change', caughtBy: KEPT, sabotage: entry((one) => ({ ...one, context: {} })) },
  {
    name: 'asks nobody whose change it is',
    caughtBy: KEPT,
    sabotage: spoilMaking(({ context: _, ...options }) => options),
  },
  {
    name: 'gives the trail of whoever comes first',
    caughtBy: PAGES,
    sabotage: spoil((under) => {
      let first: unknown;
      return wrongly(under, ['update', 'audit.list'], (call, args, { name }) => {
        if (name === 'update') first ??= args[0];
        return name === 'audit.list' ? call(first, args[1]) : call(...args);
      });
    }),
  },
  {
    name: 'gives a trail as a whole',
    caughtBy: PAGES,
    sabotage: spoilOptions(['audit.list'], ({ limit: _, ...options }) => options),
  },
  {
    name: 'begins a trail anew with every page',
    caughtBy: PAGES,
    sabotage: spoilOptions(['audit.list'], ({ cursor: _, ...options }) => options),
  },
  {
    name: 'takes a page of a trail that cannot be for one that can',
    caughtBy: PAGES,
    sabotage: forgive(['audit.list'], 'validation', async () => ok({ items: [] })),
  },
  {
    name: 'writes the trail outside of the transaction',
    caughtBy: TRACE,
    sabotage: spoil((under) => {
      const tried: Entry[] = [];
      return wrongly(under, ['update', 'audit.list'], async (call, args, { name }) => {
        const result = await call(...args);
        if (!result.ok) return result;
        if (name === 'audit.list') {
          const page = result.value as CursorPage<Entry>;
          return ok({ ...page, items: [...page.items, ...tried] });
        }
        const entryOf = { id: 'x', entity: 'order', entityId: args[0], at: new Date(), context: {} };
        tried.push({ ...entryOf, action: 'update', after: result.value as Row });
        return result;
      });
    }),
  },
  {
    name: 'notes a change before it is made',
    caughtBy: TRACE,
    sabotage: spoil((under) => {
      const tried: unknown[] = [];
      return wrongly(under, ['update', 'audit.list'], async (call, args, { name }) => {
        if (name === 'update') tried.push(args[0]);
        const result = await call(...args);
        if (name === 'update' || !result.ok) return result;
        const page = result.value as CursorPage<Entry>;
        return ok({ ...page, items: [...page.items, ...tried.map((id) => ({ ...page.items[0], entityId: id }))] });
      });
    }),
  },
  {
    name: 'keeps entities as JSON',
    caughtBy: COPY,
    sabotage: entry((one) => ({
      ...one,
      ...(one.after && {
        after: JSON.parse(
          JSON.stringify(one.after, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        ) as Row,
      }),
    })),
  },
  {
    name: 'keeps the entity itself, and no copy',
    caughtBy: COPY,
    sabotage: entries((items) =>
      items.map((one) => ({ ...one, ...(one.after && { after: items.at(-1)?.after ?? one.after }) })),
    ),
  },
  {
    name: 'keeps no more than the id of what was',
    caughtBy: COPY,
    sabotage: entry((one) => ({ ...one, ...(one.before && { before: { id: one.before['id'] } }) })),
  },
];
