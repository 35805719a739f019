import type { PGliteInterface, Transaction } from '@electric-sql/pglite';

/** What PGlite does for drizzle, in a transaction and outside of one. */
export type PgliteClient = PGliteInterface | Transaction;
