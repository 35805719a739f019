import type { OutboxHarness, OutboxUnderTest } from '@infra/conformance';
import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type ClaimedMessage,
  type ClaimOptions,
  type InfraErrorCode,
  type OutboxClaim,
  type OutboxMessage,
  type OutboxStore,
  type Result,
} from '@infra/core';

export type Spoil = (harness: OutboxHarness) => OutboxHarness;

/** Spoils every outbox that a harness makes. */
export function spoil(change: (outbox: OutboxStore, under: OutboxUnderTest) => Partial<OutboxStore>): Spoil {
  return (harness) => ({
    ...harness,
    make: async () => {
      const under = await harness.make();
      return { ...under, outbox: { ...under.outbox, ...change(under.outbox, under) } };
    },
  });
}

/** Spoils what is appended. */
export function spoilMessages(change: (message: OutboxMessage) => OutboxMessage): Spoil {
  return spoil(({ append }) => ({ append: (messages, options) => append(messages.map(change), options) }));
}

/** Spoils the lists that are appended. */
export function spoilAppend(change: (messages: readonly OutboxMessage[]) => readonly OutboxMessage[]): Spoil {
  return spoil(({ append }) => ({ append: (messages, options) => append(change(messages), options) }));
}

/** Spoils messages that are handed out. */
export function spoilClaimed(change: (message: ClaimedMessage, index: number) => ClaimedMessage): Spoil {
  return spoilClaims((claim) => claim && { ...claim, messages: claim.messages.map(change) });
}

/** Spoils claims. */
export function spoilClaims(change: (claim: OutboxClaim | undefined) => OutboxClaim | undefined): Spoil {
  return spoil(({ claim }) => ({
    claim: async (options) => {
      const claimed = await claim(options);
      return claimed.ok ? ok(change(claimed.value)) : claimed;
    },
  }));
}

/** Spoils what is asked for. */
export function spoilClaimOptions(change: (options: ClaimOptions) => ClaimOptions): Spoil {
  return spoil(({ claim }) => ({ claim: (options = {}) => claim(change(options)) }));
}

/** Answers with success where an operation failed with this code. */
export async function forgiven<T>(code: InfraErrorCode, answer: AsyncResult<T>, instead: T): AsyncResult<T> {
  const result = await answer;
  return !result.ok && result.error.code === code ? ok(instead) : result;
}

export function failure(code: InfraErrorCode, more: { readonly retryable?: boolean } = {}): Result<never> {
  return err(new InfraError({ code, message: 'wrong', provider: 'memory', operation: 'outbox.x', ...more }));
}

/** Every operation but `append`, whose answer is spoilt. */
export function spoilAnswers(change: (result: Result<unknown>) => Result<unknown>): Spoil {
  return spoil((outbox) => {
    const wrong =
      <A extends readonly unknown[], T>(call: (...args: A) => AsyncResult<T>) =>
      async (...args: A): AsyncResult<T> =>
        change(await call(...args)) as Result<T>;
    const { parked } = outbox;
    return {
      append: wrong(outbox.append),
      claim: wrong(outbox.claim),
      complete: wrong(outbox.complete),
      fail: wrong(outbox.fail),
      release: wrong(outbox.release),
      counts: wrong(outbox.counts),
      clean: wrong(outbox.clean),
      parked: {
        list: wrong(parked.list),
        replay: wrong(parked.replay),
        replayAll: wrong(parked.replayAll),
        clear: wrong(parked.clear),
      },
    };
  });
}
