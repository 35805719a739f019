import type { Pool } from 'pg';

/** A row of every column that services have most: eight of them. */
export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  readonly total: number;
  readonly gift: boolean;
  readonly note: string | null;
  readonly placed: Date;
  readonly tags: readonly string[];
}

/** `orders` is read only, `written` only grows, of `changed` a row has its total counted up. */
export const TABLES = ['orders', 'written', 'changed'] as const;

/** How many there are to read, and to change. */
export const ROWS = 20_000;
const CHANGED = 1_000;

export const DEPTH = 10_000;
export const PAGE = 20;

/** In the order of their numbers, as UUIDv7 are: at whatever size an index is, the next one comes last. */
export function idOf(index: number): string {
  return `01920000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function orderOf(index: number): Order {
  return {
    id: idOf(index),
    customer: `customer-${String(index % 977)}@example.com`,
    status: index % 3 === 0 ? 'paid' : 'open',
    total: 100 + (index % 5_000),
    gift: index % 7 === 0,
    note: index % 2 === 0 ? null : 'Please ring twice, and leave it with the neighbours.',
    placed: new Date(Date.UTC(2026, 0, 1) + index * 1_000),
    tags: ['new', `shelf-${String(index % 50)}`],
  };
}

let last = 1_000_000;

/** Rows that nobody has inserted yet. */
export function newOrders(count: number): readonly Order[] {
  return Array.from({ length: count }, () => orderOf((last += 1)));
}

/** What is cleaned up in the background falls on one contestant more than on another. */
export async function createTables(pool: Pool): Promise<void> {
  for (const table of TABLES) {
    await pool.query(
      `create table ${table} (id uuid primary key, customer text not null, status text not null, total integer not null, gift boolean not null,
        note text, placed timestamptz(3) not null, tags jsonb not null) with (autovacuum_enabled = false)`,
    );
  }
  await pool.query('create index on orders (placed, id)');
  await fill(pool, 'orders', ROWS);
  await fill(pool, 'changed', CHANGED);
  await pool.query('analyze');
}

async function fill(pool: Pool, table: (typeof TABLES)[number], count: number): Promise<void> {
  const orders = Array.from({ length: count }, (_, index) => orderOf(index));
  await pool.query(
    `insert into ${table} select id, customer, status, total, gift, note, placed, tags from jsonb_to_recordset($1::jsonb)
      as given(id uuid, customer text, status text, total integer, gift boolean, note text, placed timestamptz, tags jsonb)`,
    [JSON.stringify(orders)],
  );
}

/** What every contestant can do with orders, where it is asked to. */
export interface Orders {
  readonly name: string;
  readonly note?: string;
  readonly find?: (id: string) => Promise<Order | undefined>;
  /** The row as it is stored. */
  readonly insert?: (order: Order) => Promise<Order | undefined>;
  readonly insertMany?: (orders: readonly Order[]) => Promise<readonly Order[]>;
  /** The first so many, by their times. */
  readonly first?: (count: number) => Promise<readonly Order[]>;
  /** The page that comes after so many rows. */
  readonly offsetPage?: () => Promise<readonly Order[]>;
  /** The same page, found by where it begins. */
  readonly keysetPage?: () => Promise<readonly Order[]>;
  /** Counts up the total of a row in a transaction, and says what it is then. */
  readonly countUp?: (id: string) => Promise<number | undefined>;
  /** A transaction in which nothing is done. */
  readonly nothing?: () => Promise<unknown>;
}
