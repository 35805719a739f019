import type { OutboxHarness } from '@infra/conformance';
import { ok, type ClaimedMessage, type OutboxClaim } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { forgiven, spoil, spoilAppend, spoilClaimed, spoilClaimOptions, spoilClaims, spoilMessages } from './spoil.js';

const ORDER = 'messages come in the order of their transactions, and in those in their own';
const SAME_TIME = 'transactions at the same time lose nothing, and what begins after them comes after them';
const NOBODY_ELSE = 'what is claimed is nobody else’s; where there is nothing left there is no claim';
const KEY_WAITS = 'while one of a key is claimed later ones of it wait, and nothing else does';
const BETWEEN = 'a claim may end between two of a key, and the later one waits for the earlier';
const AT_ONCE = 'claims at the same time share no message and no key';
const LEASE = 'when its lease is over a claim is lost: others get its messages, in their order, as often as it takes';
const SENSE = 'limits and leases that make no sense are refused';
const DEFAULTS = 'without options a claim takes at most a hundred, for half a minute';

/** Orders nothing: every message is one of its own. */
const keyless = spoil(({ append, claim }) => {
  const keys = new Map<string, string>();
  return {
    append: (messages, options) =>
      append(
        messages.map(({ key, ...message }) => {
          if (key !== undefined) keys.set(message.id, key);
          return message;
        }),
        options,
      ),
    claim: async (options) => {
      const claimed = await claim(options);
      if (!claimed.ok || claimed.value === undefined) return claimed;
      const messages = claimed.value.messages.map((message): ClaimedMessage => {
        const key = keys.get(message.id);
        return key === undefined ? message : { ...message, key };
      });
      return ok({ ...claimed.value, messages });
    },
  };
});

export const claimingSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  {
    name: 'hands out the last first',
    caughtBy: ORDER,
    sabotage: spoilClaims((claim) => claim && { ...claim, messages: claim.messages.toReversed() }),
  },
  {
    name: 'sorts a transaction’s messages',
    caughtBy: ORDER,
    sabotage: spoilAppend((messages) => messages.toSorted((a, b) => (String(a.data) < String(b.data) ? -1 : 1))),
  },
  {
    // As whoever asks for `id > last` does: what is committed later with a lower number is passed over.
    name: 'loses what was written before what is published, and committed after it',
    caughtBy: SAME_TIME,
    sabotage: spoil(({ append, claim, complete }) => {
      const places = new Map<string, number>();
      let last = 0;
      return {
        append: (messages, options) => {
          for (const { id } of messages) places.set(id, places.size + 1);
          return append(messages, options);
        },
        claim: async (options) => {
          for (;;) {
            const claimed = await claim(options);
            if (!claimed.ok || claimed.value === undefined) return claimed;
            const { token, messages } = claimed.value;
            const seen = messages.filter(({ id }) => (places.get(id) ?? 0) > last);
            const passed = messages.filter((message) => !seen.includes(message)).map(({ id }) => id);
            const gone = await complete({ token }, passed);
            if (!gone.ok) return gone;
            last = Math.max(last, ...seen.map(({ id }) => places.get(id) ?? 0));
            if (seen.length > 0) return ok({ token, messages: seen });
          }
        },
      };
    }),
  },
  {
    name: 'hands out what was committed last before all else',
    caughtBy: SAME_TIME,
    sabotage: spoil(({ claim, append, release }) => {
      let newest = '';
      return {
        append: (messages, options) => {
          newest = messages.at(-1)?.id ?? newest;
          return append(messages, options);
        },
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          const { token, messages } = claimed.value;
          const only = messages.filter(({ id }) => id === newest);
          if (only.length === 0 || messages.length === 1) return claimed;
          const rest = messages.filter(({ id }) => id !== newest).map(({ id }) => id);
          const released = await release({ token }, rest);
          return released.ok ? ok({ token, messages: only }) : released;
        },
      };
    }),
  },
  {
    name: 'hands out what another has',
    caughtBy: NOBODY_ELSE,
    sabotage: spoil(({ claim }) => {
      let last: OutboxClaim | undefined;
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok) return claimed;
          last = claimed.value ?? last;
          return ok(last);
        },
      };
    }),
  },
  {
    name: 'takes more than it may',
    caughtBy: NOBODY_ELSE,
    sabotage: spoilClaimOptions(({ limit: _, ...options }) => options),
  },
  {
    name: 'has claims of nothing',
    caughtBy: NOBODY_ELSE,
    sabotage: spoilClaims((claim) => claim ?? { token: 'nothing', messages: [] }),
  },
  { name: 'knows no keys', caughtBy: KEY_WAITS, sabotage: keyless },
  {
    name: 'has all messages wait for each other',
    caughtBy: KEY_WAITS,
    sabotage: spoilMessages((message) => ({ ...message, key: 'all' })),
  },
  {
    name: 'hands out one of a key at a time',
    caughtBy: KEY_WAITS,
    sabotage: spoil(({ claim, release }) => ({
      claim: async (options) => {
        const claimed = await claim(options);
        if (!claimed.ok || claimed.value === undefined) return claimed;
        const { token, messages } = claimed.value;
        const firsts = messages.filter(
          ({ key }, index) => key === undefined || messages.findIndex((other) => other.key === key) === index,
        );
        const rest = messages.filter((message) => !firsts.includes(message)).map(({ id }) => id);
        const released = await release({ token }, rest);
        return released.ok ? ok({ token, messages: firsts }) : released;
      },
    })),
  },
  { name: 'lets a key go on though an earlier one is claimed', caughtBy: BETWEEN, sabotage: keyless },
  { name: 'hands out one key to several', caughtBy: AT_ONCE, sabotage: keyless },
  {
    name: 'hands out one message to several',
    caughtBy: AT_ONCE,
    sabotage: spoil(({ claim }) => {
      let running: ReturnType<typeof claim> | undefined;
      return {
        claim: (options) => {
          running ??= claim(options).finally(() => (running = undefined));
          return running.then((result) =>
            result.ok && result.value !== undefined ? ok({ ...result.value, token: `${result.value.token}!` }) : result,
          );
        },
        complete: async () => ok(),
      };
    }),
  },
  {
    name: 'has leases without an end',
    caughtBy: LEASE,
    sabotage: spoilClaimOptions((options) =>
      options.leaseMs === 3_600_000 ? { ...options, leaseMs: 360_000_000 } : options,
    ),
  },
  {
    name: 'has leases that are too short',
    caughtBy: LEASE,
    sabotage: spoilClaimOptions((options) => ({ ...options, leaseMs: 1_000 })),
  },
  {
    name: 'takes a lease that is over for a failure',
    caughtBy: LEASE,
    sabotage: spoil(({ claim }) => {
      const times = new Map<string, number>();
      return {
        claim: async (options) => {
          const claimed = await claim(options);
          if (!claimed.ok || claimed.value === undefined) return claimed;
          const messages = claimed.value.messages.map((message) => {
            const attempts = times.get(message.id) ?? 0;
            times.set(message.id, attempts + 1);
            return { ...message, attempts };
          });
          return ok({ ...claimed.value, messages });
        },
      };
    }),
  },
  {
    name: 'takes limits that make no sense for none',
    caughtBy: SENSE,
    sabotage: spoil(({ claim }) => ({ claim: (options) => forgiven('validation', claim(options), undefined) })),
  },
  {
    name: 'claims though its caller has given up',
    caughtBy: SENSE,
    sabotage: spoilClaimOptions(({ signal: _, ...options }) => options),
  },
  {
    name: 'takes as many as it can by default',
    caughtBy: DEFAULTS,
    sabotage: spoilClaimOptions((options) => ({ limit: 1_000, ...options })),
  },
  {
    name: 'has longer leases by default',
    caughtBy: DEFAULTS,
    sabotage: spoilClaimOptions((options) => ({ leaseMs: 60_000, ...options })),
  },
  {
    name: 'counts what it hands out as attempts',
    caughtBy: LEASE,
    sabotage: spoilClaimed((message) => ({ ...message, attempts: message.attempts + 1 })),
  },
];
