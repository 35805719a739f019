import { err, ok } from '@infra/core';
import { expect, test } from 'vitest';
import { fallback, type FallbackOptions, type ResilienceEvent } from '../src/index.js';
import { around, codeOf, createVault, failing, failure } from './vault.js';

test('answers with a value, for the operations that are named', async () => {
  const events: ResilienceEvent[] = [];
  const layer = fallback({ value: 'none', operations: ['read'], onEvent: (event) => events.push(event) });
  const through = around(createVault(failing()), layer);
  expect(await through.read('secret-key')).toEqual(ok('none'));
  expect(await codeOf(through.write('k'))).toBe('unavailable');
  expect(events).toMatchObject([{ type: 'fallback-used', operation: 'read', error: { code: 'unavailable' } }]);
  expect(JSON.stringify(events)).not.toContain('secret-key');
});

test('answers unavailable, timeout and rate_limited, and other codes where they are named', async () => {
  const through = (code: Parameters<typeof failing>[0], options?: Partial<FallbackOptions>): Promise<string> =>
    codeOf(around(createVault(failing(code)), fallback({ value: 'none', ...options })).read('k'));
  for (const code of ['unavailable', 'timeout', 'rate_limited'] as const) expect(await through(code)).toBe('ok');
  for (const code of ['internal', 'cancelled', 'not_found'] as const) expect(await through(code)).toBe(code);
  expect(await through('not_found', { codes: ['not_found'] })).toBe('ok');
  expect(await through('timeout', { codes: ['not_found'] })).toBe('timeout');
});

test('asks a handler, which sees error and call, may ask another provider, and may decline', async () => {
  const second = createVault(async ({ key }) => ok(`second ${key}`));
  const layer = fallback({
    handle: (error, call) =>
      call.operation === 'read' && error.code === 'unavailable' ? second.read(String(call.args[0])) : undefined,
  });
  const through = around(createVault(failing()), layer);
  expect(await through.read('k')).toEqual(ok('second k'));
  expect(await codeOf(through.write('k'))).toBe('unavailable');
});

test('a handler that throws is internal; one that fails says so', async () => {
  const throwing = fallback({
    handle: () => {
      throw new Error('a bug');
    },
  });
  expect(await codeOf(around(createVault(failing()), throwing).read('k'))).toBe('internal');
  const missing = fallback({ handle: () => err(failure('not_found')) });
  expect(await codeOf(around(createVault(failing()), missing).read('k'))).toBe('not_found');
});

test("leaves successes and the caller's own function alone", async () => {
  const through = around(createVault(), fallback({ value: 'none' }));
  expect(await through.read('k')).toEqual(ok('k'));
  expect(await codeOf(through.load('k', async () => err(failure())))).toBe('unavailable');
});

test('a fallback without an answer is refused', () => {
  expect(() => fallback({} as FallbackOptions)).toThrow('There must be a value or a handle function.');
  expect(() => fallback({ handle: 'none' } as never)).toThrow('handle must be a function, not "none".');
});
