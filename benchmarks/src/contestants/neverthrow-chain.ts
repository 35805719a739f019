import { err, errAsync, ok, okAsync, type Result, type ResultAsync } from 'neverthrow';

// The same five levels with neverthrow: its Result in async functions, and its ResultAsync with `map`.

interface Failure {
  readonly code: 'unavailable';
  readonly message: string;
}

const FAILURE: Failure = { code: 'unavailable', message: 'The connection was lost.' };

async function level5(fails: boolean): Promise<Result<number, Failure>> {
  return fails ? err({ ...FAILURE }) : ok(1);
}

async function level4(fails: boolean): Promise<Result<number, Failure>> {
  const result = await level5(fails);
  return result.isOk() ? ok(result.value + 1) : result;
}

async function level3(fails: boolean): Promise<Result<number, Failure>> {
  const result = await level4(fails);
  return result.isOk() ? ok(result.value + 1) : result;
}

async function level2(fails: boolean): Promise<Result<number, Failure>> {
  const result = await level3(fails);
  return result.isOk() ? ok(result.value + 1) : result;
}

async function level1(fails: boolean): Promise<Result<number, Failure>> {
  const result = await level2(fails);
  return result.isOk() ? ok(result.value + 1) : result;
}

export async function neverthrowChain(fails: boolean): Promise<number> {
  const result = await level1(fails);
  return result.isOk() ? result.value : -1;
}

const add = (value: number): number => value + 1;

function deepest(fails: boolean): ResultAsync<number, Failure> {
  return fails ? errAsync({ ...FAILURE }) : okAsync(1);
}

export async function resultAsyncChain(fails: boolean): Promise<number> {
  const result = await deepest(fails).map(add).map(add).map(add).map(add);
  return result.isOk() ? result.value : -1;
}
