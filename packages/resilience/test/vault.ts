import {
  err,
  InfraError,
  ok,
  type AsyncResult,
  type InfraErrorCode,
  type IoOptions,
  type Layer,
  type Result,
} from '@infra/core';
import { deferred, type Deferred } from '@infra/conformance';
import { decorate, definePort } from '@infra/layers';

interface StatementOptions extends IoOptions {
  readonly tx?: object | undefined;
}

/** A port with every kind of operation that layers have to tell apart. */
export interface Vault {
  read(key: string, options?: IoOptions): AsyncResult<string>;
  write(key: string, options?: IoOptions): AsyncResult<string>;
  query(key: string, options?: StatementOptions): AsyncResult<string>;
  load(key: string, loader: () => AsyncResult<string>, options?: IoOptions): AsyncResult<string>;
}

export const vaultSpec = definePort<Vault>('vault', {
  read: { optionsAt: 1, idempotent: true },
  write: { optionsAt: 1, idempotent: false },
  query: { optionsAt: 1, idempotent: ([, options]) => options?.tx === undefined },
  load: { optionsAt: 2, callback: true },
});

export interface Asked {
  readonly operation: string;
  readonly key: string;
  readonly options: IoOptions | undefined;
}

/** What the provider answers; it is told how often it was asked before. */
export type Answering = (asked: Asked, before: number) => AsyncResult<string>;

export interface TestVault extends Vault {
  readonly provider: string;
  readonly asked: Asked[];
  answer: Answering;
}

export function createVault(answer: Answering = async ({ key }) => ok(key), provider = 'test'): TestVault {
  const ask = (operation: string, key: string, options?: IoOptions): AsyncResult<string> => {
    vault.asked.push({ operation, key, options });
    return vault.answer({ operation, key, options }, vault.asked.length - 1);
  };
  const vault: TestVault = {
    provider,
    asked: [],
    answer,
    read: (key, options) => ask('read', key, options),
    write: (key, options) => ask('write', key, options),
    query: (key, options) => ask('query', key, options),
    load: (key, loader, options) => {
      vault.asked.push({ operation: 'load', key, options });
      return loader();
    },
  };
  return vault;
}

export function around(vault: TestVault, ...layers: readonly Layer[]): TestVault {
  return decorate(vault, vaultSpec, ...layers);
}

export function failure(
  code: InfraErrorCode = 'unavailable',
  more: { readonly retryAfterMs?: number } = {},
): InfraError {
  return new InfraError({ code, message: `It is ${code}.`, provider: 'test', operation: 'vault.any', ...more });
}

export const failing =
  (code: InfraErrorCode = 'unavailable'): Answering =>
  async () =>
    err(failure(code));

/** A provider whose every answer the test gives, in whatever order. */
export function manual(): { readonly answers: Deferred<Result<string>>[]; readonly answer: Answering } {
  const answers: Deferred<Result<string>>[] = [];
  return {
    answers,
    answer: () => {
      const answer = deferred<Result<string>>();
      answers.push(answer);
      return answer.promise;
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** `ok`, or the code of the error. */
export async function codeOf(result: AsyncResult<unknown>): Promise<string> {
  const done = await result;
  return done.ok ? 'ok' : done.error.code;
}

/** Waits for calls of which it matters here only that they end. */
export async function done(...calls: readonly (AsyncResult<unknown> | undefined)[]): Promise<void> {
  await Promise.all(calls.filter((call) => call !== undefined).map(codeOf));
}
