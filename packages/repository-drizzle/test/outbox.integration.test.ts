import {
  inboxSuite,
  neutralLayers,
  outboxSuite,
  runConformance,
  wrapInboxes,
  wrapOutboxes,
  type InboxHarness,
  type OutboxHarness,
} from '@infra/conformance';
import { unwrap, type Lifecycle, type HealthCheck, type TransactionManager } from '@infra/core';
import { decorate, inboxStoreSpec, outboxStoreSpec } from '@infra/layers';
import { startPostgres, type PostgresServer } from '@tooling/servers';
import { afterAll, beforeAll, describe, test } from 'vitest';
import {
  createDrizzleDatabase,
  createDrizzleInboxStore,
  createDrizzleOutboxStore,
  migrateDrizzleDatabase,
  type DrizzleDatabase,
} from '../src/index.js';
import { query } from './postgres.js';

// One of its own: a transaction of anybody on the server holds messages back.
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.close());

interface Under {
  readonly transactions: TransactionManager;
  readonly database: Lifecycle & HealthCheck;
}

const urls = new Set<string>();
const urlOf = new WeakMap<Under, string>();

async function make(): Promise<DrizzleDatabase & { readonly url: string }> {
  const url = await server.createDatabase();
  urls.add(url);
  const database = createDrizzleDatabase({ url });
  unwrap(await migrateDrizzleDatabase(database));
  const close: DrizzleDatabase['close'] = (options) => {
    urls.delete(url);
    return database.close(options);
  };
  return { ...database, close, url };
}

/** Everything happened as much longer ago. */
async function advance(ms: number): Promise<void> {
  const by = `- ${String(ms)} * interval '1 millisecond'`;
  for (const url of urls) {
    await query(
      url,
      `update infra_outbox set appended_at = appended_at ${by}, due_at = due_at ${by}, claimed_until = claimed_until ${by},
        parked_at = parked_at ${by}, published_at = published_at ${by}`,
    );
    await query(url, `update infra_inbox set accepted_at = accepted_at ${by}`);
  }
}

async function peek(under: Under, table: string): Promise<string> {
  return JSON.stringify(await query(urlOf.get(under) ?? '', `select * from ${table}`));
}

const nowhere = (): DrizzleDatabase =>
  createDrizzleDatabase({ url: 'postgres://postgres:none@127.0.0.1:1/postgres', connectTimeoutMs: 500 });

function outboxes(): OutboxHarness {
  const over = (database: DrizzleDatabase & { readonly url?: string }) => {
    const under = { outbox: createDrizzleOutboxStore(database), transactions: database, database };
    urlOf.set(under, database.url ?? '');
    return under;
  };
  return {
    wakeups: true,
    make: async () => over(await make()),
    advance,
    peek: (under) => peek(under, 'infra_outbox'),
    unreachable: async () => over(nowhere()),
  };
}

function inboxes(): InboxHarness {
  const over = (database: DrizzleDatabase & { readonly url?: string }) => {
    const under = { inbox: createDrizzleInboxStore(database), transactions: database, database };
    urlOf.set(under, database.url ?? '');
    return under;
  };
  return {
    make: async () => over(await make()),
    advance,
    peek: (under) => peek(under, 'infra_inbox'),
    unreachable: async () => over(nowhere()),
  };
}

describe('bare', () => {
  runConformance(outboxSuite, outboxes(), test);
  runConformance(inboxSuite, inboxes(), test);
});

describe('decorated', () => {
  const outboxOf = wrapOutboxes(outboxes(), (outbox) => decorate(outbox, outboxStoreSpec, ...neutralLayers()));
  const inboxOf = wrapInboxes(inboxes(), (inbox) => decorate(inbox, inboxStoreSpec, ...neutralLayers()));
  runConformance(outboxSuite, outboxOf, test);
  runConformance(inboxSuite, inboxOf, test);
});
