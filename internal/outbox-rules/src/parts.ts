import { err, InfraError, type AsyncResult, type InfraErrorCode, type IoOptions, type Transaction } from '@infra/core';
import { duration } from '@internal/handler-rules';
import type { OpenTransaction, Transactions } from '@internal/transaction-rules';
import type { Statement } from './driver.js';

/** What a store needs of its database. */
export interface StoreParts<Open extends OpenTransaction> {
  readonly provider: string;
  readonly transactions: Transactions<Open>;
  readonly isClosed: () => boolean;
}

/** Runs what a store does, if anything can run at all. */
export class Performer<Open extends OpenTransaction> {
  private readonly port: string;
  private readonly parts: StoreParts<Open>;

  constructor(port: string, parts: StoreParts<Open>) {
    this.port = port;
    this.parts = parts;
  }

  /** A transaction of its own. */
  run<T>(
    name: string,
    { signal }: IoOptions,
    problem: string | undefined,
    work: (signal: AbortSignal | undefined) => AsyncResult<T>,
  ): AsyncResult<T> {
    const refused = this.refusal(name, signal, problem);
    return refused === undefined ? work(signal) : Promise.resolve(err(refused));
  }

  /** A part of the caller's transaction. */
  runIn<T>(
    name: string,
    options: (IoOptions & { readonly tx?: Transaction | 'none' }) | undefined,
    problem: string | undefined,
    work: (statement: Statement<Open>) => AsyncResult<T>,
  ): AsyncResult<T> {
    const { tx, signal } = options ?? {};
    const without =
      typeof tx === 'object' ? undefined : 'tx must be the transaction that this belongs to: what its body is given.';
    const refused = this.refusal(name, signal, problem ?? without);
    if (refused !== undefined) return Promise.resolve(err(refused));
    const operation = `${this.port}.${name}`;
    return this.parts.transactions.within(operation, { tx }, async (open) => {
      // There is one, as there is a `tx`.
      if (open === undefined) return err(this.failure('validation', name, 'tx must be a transaction.'));
      return work({ operation, open, signal });
    });
  }

  failure(code: InfraErrorCode, name: string, message: string): InfraError {
    return new InfraError({ code, message, provider: this.parts.provider, operation: `${this.port}.${name}` });
  }

  private refusal(name: string, signal: AbortSignal | undefined, problem: string | undefined): InfraError | undefined {
    const { errors } = this.parts.transactions;
    const operation = `${this.port}.${name}`;
    if (problem !== undefined) return errors.invalid(operation, problem);
    if (this.parts.isClosed()) return errors.closed(operation);
    return signal?.aborted === true ? errors.cancelled(operation) : undefined;
  }
}

export function ageProblem(olderThanMs: unknown): string | undefined {
  return typeof olderThanMs === 'number'
    ? duration('olderThanMs', olderThanMs, 0)
    : 'olderThanMs must be a number of milliseconds.';
}
