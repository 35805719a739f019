import { fileURLToPath } from 'node:url';
import { RuleTester } from '@typescript-eslint/rule-tester';
import { afterAll, describe, test } from 'vitest';
import { noIgnoredResult } from '../src/no-ignored-result.js';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = test;

const tester = new RuleTester({
  languageOptions: {
    parserOptions: {
      project: './tsconfig.json',
      tsconfigRootDir: fileURLToPath(new URL('fixture', import.meta.url)),
    },
  },
});

const PRELUDE = `
interface Ok<T> { readonly ok: true; readonly value: T }
interface Err<E> { readonly ok: false; readonly error: E }
type Result<T, E = Error> = Ok<T> | Err<E>;
type AsyncResult<T, E = Error> = Promise<Result<T, E>>;
interface Cache<V = unknown> {
  get(key: string): AsyncResult<V | undefined>;
  set(key: string, value: V): AsyncResult<void>;
}
declare const cache: Cache<number>;
declare const maybe: Cache<number> | undefined;
declare function parse(text: string): Result<number>;
declare function ok<T>(value: T): Ok<T>;
declare function err<E>(error: E): Err<E>;
declare function unwrap<T>(result: Result<T>): T;
declare function unwrapOr<T, U>(result: Result<T>, fallback: U): T | U;
declare const loose: any;
declare const ready: boolean;
`;

const valid: readonly (readonly [name: string, code: string])[] = [
  ['assigned', `const stored = await cache.set('a', 1); export { stored };`],
  ['assigned later', `let stored: Result<void>; stored = await cache.set('a', 1); export { stored };`],
  ['assigned to an element', `const all: Result<number>[] = []; all[0] = parse('1'); export { all };`],
  ['assigned where nothing is', `let one: Result<number> | undefined; one ??= parse('1'); export { one };`],
  ['returned', `export async function f() { return await cache.get('a'); }`],
  ['returned without await', `export const f = () => cache.get('a');`],
  ['passed on', `console.log(await cache.get('a'));`],
  ['unwrapped', `unwrap(await cache.set('a', 1));`],
  ['the explicit form', `unwrapOr(await cache.set('a', 1), undefined);`],
  ['handed on in the background', `void cache.set('a', 1).then((result) => { console.log(result.ok); });`],
  ['looked at', `if (!(await cache.set('a', 1)).ok) throw new Error('no');`],
  ['looked at by &&', `(await cache.get('a')).ok && console.log('there');`],
  ['any', `loose; loose.set('a'); await loose.set('a'); void loose;`],
  ['a type parameter that may be anything', `export function f<T>(make: () => T) { make(); }`],
  [
    'an ok that is no discriminant',
    `declare function ask(): Promise<{ ok: boolean; value: 1; error: 2 }>; await ask();`,
  ],
  ['an ok without a value', `declare function ask(): { ok: true }; ask();`],
  ['an ok without an error', `declare function ask(): { ok: false; value: 1 }; ask();`],
  ['a plain promise', `declare function quit(): Promise<void>; await quit(); void quit();`],
  ['a list of something else', `await Promise.all([Promise.resolve(1), Promise.resolve('2')]);`],
  ['never', `declare function stop(): never; stop();`],
  ['a directive', `'use strict'; export {};`],
];

const invalid: readonly (readonly [name: string, code: string, what: string | readonly string[]])[] = [
  ['awaited', `await cache.set('a', 1);`, 'cache.set()'],
  ['floating', `cache.set('a', 1);`, 'cache.set()'],
  ['void of a promise', `void cache.set('a', 1);`, 'cache.set()'],
  ['void of an awaited one', `void (await cache.set('a', 1));`, 'cache.set()'],
  ['synchronous', `parse('1');`, 'parse()'],
  ['a lone Ok', `ok(1);`, 'ok()'],
  ['a lone Err', `err(new Error('x'));`, 'err()'],
  ['perhaps undefined', `await maybe?.set('a', 1);`, 'maybe?.set()'],
  ['perhaps undefined, floating', `maybe?.set('a', 1);`, 'maybe?.set()'],
  ['a union with null', `declare function f(): Promise<Result<1> | null>; await f();`, 'f()'],
  ['caught', `await cache.set('a', 1).catch(() => undefined);`, "cache.set('a', 1).catch()"],
  ['a promise that still has it', `await cache.get('a').finally(() => undefined);`, "cache.get('a').finally()"],
  ['the tail of a comma', `ready, parse('1');`, 'parse()'],
  ['both of a comma', `parse('1'), parse('2');`, ['parse()', 'parse()']],
  ['behind &&', `ready && (await cache.set('a', 1));`, 'cache.set()'],
  ['behind ||', `ready || parse('1');`, 'parse()'],
  ['before ??', `(await maybe?.get('a')) ?? console.log('none');`, 'maybe?.get()'],
  ['a branch', `ready ? parse('1') : console.log('no');`, 'parse()'],
  ['both branches', `ready ? cache.get('a') : parse('1');`, ['cache.get()', 'parse()']],
  ['asserted away', `(await cache.get('a')) as unknown;`, 'cache.get()'],
  ['behind !', `(await maybe?.get('a'))!;`, 'maybe?.get()'],
  ['satisfies', `parse('1') satisfies Result<number>;`, 'parse()'],
  ['mapped', `(await cache.get('a')) satisfies object, void 0;`, 'cache.get()'],
  ['a generic that extends it', `export function f<R extends Result<unknown>>(make: () => R) { make(); }`, 'make()'],
  ['a generic cache', `export async function f<V>(c: Cache<V>, v: V) { await c.set('a', v); }`, 'c.set()'],
  ['an intersection', `declare function f(): Result<1> & { readonly brand: 'x' }; f();`, 'f()'],
  ['a thenable', `declare function f(): PromiseLike<Result<1>>; f();`, 'f()'],
  ['a list', `await Promise.all(['a', 'b'].map((key) => cache.get(key)));`, 'Promise.all()'],
  ['a tuple', `await Promise.all([cache.get('a'), Promise.resolve(1)]);`, 'Promise.all()'],
  ['a readonly list', `declare function f(): readonly Result<1>[]; f();`, 'f()'],
  ['a variable', `const one = parse('1'); one;`, 'one'],
  ['in a callback', `['1'].forEach((text) => { parse(text); });`, 'parse()'],
  ['in finally', `try { ready; } finally { await cache.set('a', 1); }`, 'cache.set()'],
  ['a tagged template', 'declare function sql(t: TemplateStringsArray): AsyncResult<1>; await sql`x`;', 'sql`x`'],
  ['new', `declare class Done { readonly ok: true; readonly value: 1 } new Done();`, 'new Done()'],
];

tester.run('no-ignored-result', noIgnoredResult, {
  valid: valid.map(([name, code]) => ({ name, code: PRELUDE + code })),
  invalid: invalid.map(([name, code, what]) => ({
    name,
    code: PRELUDE + code,
    errors: [what].flat().map((call) => ({
      messageId: 'ignored' as const,
      data: { what: call, awaited: `await ${call}` },
    })),
  })),
});
