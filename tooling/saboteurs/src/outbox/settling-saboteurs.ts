import type { OutboxHarness } from '@infra/conformance';
import { ok, type IoOptions, type OutboxClaim, type OutboxFailure, type OutboxStore } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { failure, forgiven, spoil, spoilClaimed, type Spoil } from './spoil.js';

const COMPLETED = 'what is completed never comes again; to say so twice is harmless';
const AGAIN = 'what failed comes again when its time has come, and counts it; until then its key waits, and no other';
const PARKED = 'what failed for good is parked, and its key goes on';
const BACK = 'what is given back comes at once, as if nobody had had it';
const LATE = 'a claim whose lease is over can change nothing, whether somebody has its messages or not';
const ALL = 'a claim that has not all of them changes none';
const SENSE = 'what makes no sense is refused, and what is aborted changes nothing';

function spoilFailures(change: (failure: OutboxFailure) => OutboxFailure): Spoil {
  return spoil(({ fail }) => ({ fail: (claim, failures, options) => fail(claim, failures.map(change), options) }));
}

/** Lets an operation of a claim succeed that is not its to do. */
function forgiving(name: 'complete' | 'fail' | 'release', code: 'conflict' | 'validation' | 'cancelled'): Spoil {
  return spoil((outbox) => {
    const call: (
      claim: Pick<OutboxClaim, 'token'>,
      list: readonly never[],
      io?: IoOptions,
    ) => ReturnType<OutboxStore['complete']> = outbox[name];
    return {
      [name]: (claim: OutboxClaim, list: readonly never[], io?: IoOptions) =>
        forgiven(code, call(claim, list, io), undefined),
    };
  });
}

const WAYS = ['complete', 'fail', 'release'] as const;

export const settlingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  {
    name: 'forgets what is completed',
    caughtBy: COMPLETED,
    sabotage: spoil(() => ({ complete: async () => ok() })),
  },
  {
    name: 'does not bear to be told twice',
    caughtBy: COMPLETED,
    sabotage: spoil(({ complete }) => {
      const told = new Set<string>();
      return {
        complete: async (claim, ids, options) => {
          if (ids.some((id) => told.has(id))) return failure('conflict');
          for (const id of ids) told.add(id);
          return complete(claim, ids, options);
        },
      };
    }),
  },
  {
    name: 'tries again at once',
    caughtBy: AGAIN,
    sabotage: spoilFailures((failed) => (failed.retryInMs === 'never' ? failed : { ...failed, retryInMs: 0 })),
  },
  {
    name: 'tries again later than it was told',
    caughtBy: AGAIN,
    sabotage: spoilFailures((failed) =>
      failed.retryInMs === 'never' ? failed : { ...failed, retryInMs: failed.retryInMs * 3 },
    ),
  },
  {
    name: 'does not count attempts',
    caughtBy: AGAIN,
    sabotage: spoilClaimed((message) => ({ ...message, attempts: 0 })),
  },
  {
    name: 'lets a key go on while one of it waits',
    caughtBy: AGAIN,
    sabotage: spoil(({ append }) => ({
      append: (messages, options) =>
        append(
          messages.map(({ key: _, ...message }) => message),
          options,
        ),
    })),
  },
  {
    name: 'tries again for ever',
    caughtBy: PARKED,
    sabotage: spoilFailures((failed) => ({ ...failed, retryInMs: 0 })),
  },
  {
    name: 'has a key wait for what is parked',
    caughtBy: PARKED,
    sabotage: spoilFailures((failed) => (failed.retryInMs === 'never' ? { ...failed, retryInMs: 7_200_000 } : failed)),
  },
  {
    name: 'forgets why it parked a message',
    caughtBy: PARKED,
    sabotage: spoilFailures((failed) => ({ ...failed, error: { ...failed.error, message: '' } })),
  },
  {
    name: 'forgets what failed for good',
    caughtBy: PARKED,
    sabotage: spoil(({ fail, complete }) => ({
      fail: async (claim, failures, options) => {
        const forGood = failures.filter(({ retryInMs }) => retryInMs === 'never').map(({ id }) => id);
        const rest = failures.filter(({ retryInMs }) => retryInMs !== 'never');
        const forgotten = await complete(claim, forGood, options);
        return forgotten.ok ? fail(claim, rest, options) : forgotten;
      },
    })),
  },
  {
    name: 'gives nothing back before the lease is over',
    caughtBy: BACK,
    sabotage: spoil(() => ({ release: async () => ok() })),
  },
  {
    name: 'takes what is given back for failed',
    caughtBy: BACK,
    sabotage: spoil(({ fail }) => ({
      release: (claim, ids, options) =>
        fail(
          claim,
          ids.map((id) => ({
            id,
            error: {
              name: 'InfraError',
              code: 'internal',
              message: 'x',
              retryable: false,
              provider: 'x',
              operation: 'x',
            },
            retryInMs: 0,
          })),
          options,
        ),
    })),
  },
  {
    name: 'has one token for all',
    caughtBy: BACK,
    sabotage: spoil(({ claim, complete, fail, release }) => {
      const tokens: string[] = [];
      const last = (): { readonly token: string } => ({ token: tokens.at(-1) ?? '' });
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          tokens.push(claimed.value.token);
          return ok({ ...claimed.value, token: 'one' });
        },
        complete: (_, ids, options) => complete(last(), ids, options),
        fail: (_, failures, options) => fail(last(), failures, options),
        release: (_, ids, options) => release(last(), ids, options),
      };
    }),
  },
  ...WAYS.map((way) => ({
    name: `lets a claim ${way} though its lease is over`,
    caughtBy: LATE,
    sabotage: forgiving(way, 'conflict'),
  })),
  {
    name: 'asks for the messages only, not for the token',
    caughtBy: LATE,
    sabotage: spoil(({ claim, complete }) => {
      const holder = new Map<string, string>();
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (claimed.ok && claimed.value !== undefined) {
            for (const { id } of claimed.value.messages) holder.set(id, claimed.value.token);
          }
          return claimed;
        },
        complete: (_, ids, options) => complete({ token: holder.get(ids[0] ?? '') ?? '' }, ids, options),
      };
    }),
  },
  {
    name: 'says that a claim that is lost may try again',
    caughtBy: LATE,
    sabotage: spoil(({ complete }) => ({
      complete: async (claim, ids, options) => {
        const completed = await complete(claim, ids, options);
        return !completed.ok && completed.error.code === 'conflict'
          ? failure('conflict', { retryable: true })
          : completed;
      },
    })),
  },
  {
    name: 'completes as many as it can, and then says conflict',
    caughtBy: ALL,
    sabotage: spoil(({ complete }) => ({
      complete: async (claim, ids, options) => {
        const all = await complete(claim, ids, options);
        if (all.ok) return all;
        for (const id of ids) {
          const one = await complete(claim, [id], options);
          if (!one.ok) continue;
        }
        return all;
      },
    })),
  },
  {
    name: 'gives back as many as it can, and then says conflict',
    caughtBy: ALL,
    sabotage: spoil(({ release }) => ({
      release: async (claim, ids, options) => {
        const all = await release(claim, ids, options);
        if (all.ok) return all;
        for (const id of ids) {
          const one = await release(claim, [id], options);
          if (!one.ok) continue;
        }
        return all;
      },
    })),
  },
  ...WAYS.map((way) => ({
    name: `lets a claim ${way} what it has not`,
    caughtBy: ALL,
    sabotage: forgiving(way, 'conflict'),
  })),
  ...WAYS.map((way) => ({
    name: `takes nonsense for ${way}`,
    caughtBy: SENSE,
    sabotage: forgiving(way, 'validation'),
  })),
  ...WAYS.map((way) => ({
    name: `has ${way} done though its caller has given up`,
    caughtBy: SENSE,
    sabotage: forgiving(way, 'cancelled'),
  })),
];
