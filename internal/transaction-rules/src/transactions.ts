import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import {
  err,
  InfraError,
  type AsyncResult,
  type Clock,
  type OnError,
  type Transaction,
  type TransactionalOptions,
  type TransactionOptions,
} from '@infra/core';
import { LazyAbort, settleOnAbort, type Abortable } from '@internal/abort';
import { withLazySignal } from '@internal/call-signal';
import { resultOf } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import { isSerializationFailure, type OpenTransaction, type TransactionDriver } from './driver.js';
import { createTransactionErrors, type TransactionErrors } from './errors.js';
import { runHooks } from './hooks.js';
import { planOf, type TransactionPlan } from './options.js';
import { RetryTokens } from './retry-tokens.js';
import { Scope } from './scope.js';

/** The wait before the second attempt is at most this, and doubles from there. */
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 1_000;

export interface TransactionsOptions {
  readonly provider: string;
  readonly clock: Clock;
  readonly onError: OnError;
}

/** The rules of transactions, over a driver that knows how to begin one: whose is whose, what runs again, what happens after. */
export class Transactions<Open extends OpenTransaction> {
  readonly errors: TransactionErrors;
  private readonly driver: TransactionDriver<Open>;
  private readonly options: TransactionsOptions;
  private readonly scopes = new WeakMap<object, Scope<Open>>();
  private readonly current = new AsyncLocalStorage<Scope<Open>>();
  private readonly tokens = new RetryTokens();
  private running = 0;

  constructor(driver: TransactionDriver<Open>, options: TransactionsOptions) {
    this.driver = driver;
    this.options = options;
    this.errors = createTransactionErrors(options.provider);
  }

  /** `TransactionManager.transaction`. */
  async transaction<T>(body: (tx: Transaction) => AsyncResult<T>, options: TransactionOptions = {}): AsyncResult<T> {
    const plan = planOf(options);
    if (typeof plan === 'string') return err(this.errors.invalid('transactions.transaction', plan));
    if (typeof body !== 'function') {
      return err(this.errors.invalid('transactions.transaction', 'body must be a function.'));
    }
    if (this.current.getStore()?.isOpen === true) return err(this.errors.nested());
    return this.run(plan, options.signal, (scope, attempt) =>
      this.inBody(scope, body, this.transactionOf(scope, attempt)),
    );
  }

  /** Runs an operation where its options say. */
  within<T>(
    operation: string,
    { tx }: TransactionalOptions,
    work: (open: Open | undefined) => AsyncResult<T>,
  ): AsyncResult<T> {
    const around = this.current.getStore();
    if (tx === undefined || tx === 'none') {
      if (around?.isOpen !== true) return work(undefined);
      if (tx === undefined) return Promise.resolve(err(this.errors.withoutTx(operation)));
      return this.driver.isSingle === true
        ? Promise.resolve(err(this.errors.onlyConnection(operation)))
        : work(undefined);
    }
    const scope = typeof tx === 'object' ? this.scopes.get(tx) : undefined;
    if (scope === undefined) return Promise.resolve(err(this.errors.foreign(operation)));
    if (around?.isOpen === true && around.isWithin(scope)) return Promise.resolve(err(this.errors.outer(operation)));
    return this.inScope(operation, scope, () => work(scope.open));
  }

  /** `within`, with a short transaction of its own where the options name none: for what takes several statements. */
  atomically<T>(
    operation: string,
    options: TransactionalOptions,
    work: (open: Open) => AsyncResult<T>,
  ): AsyncResult<T> {
    return this.within(operation, options, (open) => {
      if (open !== undefined) return work(open);
      const plan = planOf({});
      if (typeof plan === 'string') return Promise.resolve(err(this.errors.invalid(operation, plan)));
      return this.run(plan, options.signal, (scope) => work(scope.open));
    });
  }

  private async inScope<T>(operation: string, scope: Scope<Open>, work: () => AsyncResult<T>): AsyncResult<T> {
    if (!scope.isOpen) return err(this.errors.over(operation));
    return scope.enqueue(async () => {
      if (scope.ending.aborted) return err(reasonOf(scope.ending));
      return work();
    });
  }

  private async run<T>(
    plan: TransactionPlan,
    signal: AbortSignal | undefined,
    body: (scope: Scope<Open>, attempt: number) => AsyncResult<T>,
  ): AsyncResult<T> {
    if (this.driver.isClosed) return err(this.errors.closed('transactions.transaction'));
    const cancelled = (): InfraError => this.errors.cancelled('transactions.transaction');
    if (signal?.aborted === true) return err(cancelled());
    const ending = new LazyAbort();
    const onAbort = (): void => {
      ending.abort(cancelled());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const stop = this.options.clock.schedule(plan.timeoutMs, () => {
      ending.abort(this.errors.timedOut(plan.timeoutMs));
    });
    this.running += 1;
    try {
      for (let attempt = 1; ; attempt += 1) {
        const result = await this.attempt(plan, ending, (scope) => body(scope, attempt));
        if (result.ok || !isSerializationFailure(result.error)) {
          if (attempt === 1) this.tokens.give();
          return result;
        }
        if (attempt >= plan.attempts || !this.tokens.take()) return err(this.errors.exhausted(attempt, result.error));
        await this.wait(attempt, ending);
        if (ending.aborted) return err(reasonOf(ending));
      }
    } finally {
      stop();
      signal?.removeEventListener('abort', onAbort);
      this.running -= 1;
      // A storage that is in use costs every promise of the process, and on Node 20 it is never forgotten.
      if (this.running === 0) this.current.disable();
    }
  }

  private async attempt<T>(
    plan: TransactionPlan,
    ending: LazyAbort,
    body: (scope: Scope<Open>) => AsyncResult<T>,
  ): AsyncResult<T> {
    const { isolation, readOnly, timeoutMs } = plan;
    const begun = await this.driver.begin({ isolation, readOnly, timeoutMs, signal: ending });
    if (!begun.ok) return begun;
    const open = begun.value;
    const scope = new Scope(open, ending);
    const work = async (): AsyncResult<T> => {
      const answered = await body(scope);
      // What the body did not wait for belongs to it all the same: its failure must be seen before the commit.
      await scope.drained();
      return answered;
    };
    const answered = await settleOnAbort(work(), ending, () => err(reasonOf(ending)));
    scope.isOpen = false;
    if (ending.aborted || !answered.ok || open.failure !== undefined) {
      await open.rollback();
      if (isSerializationFailure(open.failure) && open.failure !== undefined && !ending.aborted)
        return err(open.failure);
      return answered.ok ? err(open.failure ?? reasonOf(ending)) : answered;
    }
    const committed = await open.commit();
    if (!committed.ok && committed.error.code !== 'unknown_outcome') return committed;
    const hooks = committed.ok ? scope.hooks : scope.hooks.filter(({ orUnknown }) => orUnknown);
    await runHooks(hooks, this.options.onError);
    return committed.ok ? answered : committed;
  }

  private async inBody<T>(
    scope: Scope<Open>,
    body: (tx: Transaction) => AsyncResult<T>,
    tx: Transaction,
  ): AsyncResult<T> {
    try {
      const answer = await this.current.run(scope, () => body(tx));
      const result = resultOf(answer, 'transaction');
      return result.ok ? answer : result;
    } catch (cause) {
      return err(InfraError.from(cause, 'application', 'transaction'));
    }
  }

  private transactionOf(scope: Scope<Open>, attempt: number): Transaction {
    const own: Omit<Transaction, 'signal'> = {
      id: uuidv7(this.options.clock.now().getTime()),
      attempt,
      savepoint: (body, { signal } = {}) => this.savepoint(scope, attempt, body, signal),
      afterCommit: (run, { orUnknown = false } = {}) => {
        scope.hooks.push({ run, orUnknown });
      },
    };
    const tx: Transaction = withLazySignal(own, scope.ending);
    this.scopes.set(tx, scope);
    return tx;
  }

  private savepoint<T>(
    parent: Scope<Open>,
    attempt: number,
    body: (tx: Transaction) => AsyncResult<T>,
    given: AbortSignal | undefined,
  ): AsyncResult<T> {
    const operation = 'transactions.savepoint';
    const around = this.current.getStore();
    if (around?.isOpen === true && around.isWithin(parent)) return Promise.resolve(err(this.errors.outer(operation)));
    return this.inScope(operation, parent, async () => {
      const { open, ending } = parent;
      if (given?.aborted === true) return err(this.errors.cancelled(operation));
      const name = `sp_${uuidv7(this.options.clock.now().getTime()).replaceAll('-', '')}`;
      const set = await open.savepoint(name);
      if (!set.ok) return set;
      const scope = new Scope(open, ending, parent);
      const work = async (): AsyncResult<T> => {
        const result = await this.inBody(scope, body, this.transactionOf(scope, attempt));
        await scope.drained();
        return result;
      };
      const answered = await settleOnAbort(work(), given, () => err(this.errors.cancelled(operation)));
      scope.isOpen = false;
      // Where its caller has given up, a statement may still run.
      await scope.drained();
      const { failure } = open;
      if (answered.ok && failure === undefined) {
        const released = await open.release(name);
        if (!released.ok) return released;
        parent.hooks.push(...scope.hooks);
        return answered;
      }
      const rolled = await open.rollbackTo(name);
      if (!rolled.ok) return rolled;
      open.failure = isSerializationFailure(failure) ? failure : undefined;
      return answered.ok && failure !== undefined ? err(failure) : answered;
    });
  }

  private async wait(attempt: number, { signal }: LazyAbort): Promise<void> {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
    try {
      // In real time: the others, whom it shall not meet again, are no part of a test's clock.
      await setTimeout(longest * Math.random(), undefined, { signal });
    } catch {
      // Aborted: whoever waits sees it by the signal.
    }
  }
}

function reasonOf({ reason }: Abortable): InfraError {
  return InfraError.from(reason);
}
