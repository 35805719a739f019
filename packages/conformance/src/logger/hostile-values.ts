import assert from 'node:assert/strict';
import type { LogFields, Logger } from '@infra/core';
import type { ConformanceCase } from '../suite.js';
import { logOne, messagesOf, survives } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

const MEBIBYTE = 1_048_576;

/** Logs a value beside a sound one, and under a child: nothing throws, both lines arrive, the sound ones unharmed. */
async function outlives(harness: LoggerHarness, what: string, value: unknown): Promise<LogFields> {
  const { logger, records } = await harness.make();
  survives(() => {
    logger.info('line', { before: 'sound', value, after: 'sound' });
    logger.child({ before: 'sound', value, after: 'sound' }).info('child');
  }, what);
  const written = await records();
  assert.deepEqual(messagesOf(written), ['line', 'child'], `${what}: not every line arrived`);
  for (const { fields } of written) {
    assert.deepEqual([fields['before'], fields['after']], ['sound', 'sound'], `${what}: its neighbours are gone`);
  }
  return written[0]?.fields ?? {};
}

function thrower(): never {
  throw new Error('hostile');
}

function circular(): unknown {
  const list: unknown[] = [];
  const map = new Map<string, unknown>([['list', list]]);
  const value = { list, map, self: undefined as unknown };
  value.self = value;
  list.push(list, map, value);
  return value;
}

function brokenError(): Error {
  const error = new Error('unreadable');
  for (const key of ['stack', 'message', 'name', 'cause']) Object.defineProperty(error, key, { get: thrower });
  return error;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

/** Twenty objects that JSON would write a million times. */
function multiplying(): unknown {
  let value: unknown = { leaf: true };
  for (let level = 0; level < 20; level += 1) value = { left: value, right: value };
  return value;
}

const trapped = { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower };

export const hostileValueCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'circular values do not stop a line',
    async run(harness) {
      await outlives(harness, 'a circular object', circular());
      const error = new Error('its own cause');
      error.cause = error;
      await outlives(harness, 'a circular cause', error);
    },
  },
  {
    name: 'a shared value that is no cycle is not taken for one',
    async run(harness) {
      const shared = { id: 7 };
      const fields = await outlives(harness, 'a shared object', { left: shared, right: [shared, shared] });
      assert.deepEqual(fields['value'], { left: { id: 7 }, right: [{ id: 7 }, { id: 7 }] });
    },
  },
  {
    name: 'a BigInt keeps every digit and is never a bare number',
    async run(harness) {
      const { value } = await outlives(harness, 'a BigInt', 9007199254740993n);
      assert.equal(typeof value, 'string');
      assert.match(String(value), /9007199254740993/);
      const { value: nested } = await outlives(harness, 'a nested BigInt', { list: [2n ** 64n] });
      assert.match(JSON.stringify(nested), /"18446744073709551616n?"/);
      await outlives(harness, 'a boxed BigInt', Object(1n));
      assert.match(
        JSON.stringify(await outlives(harness, 'a negative BigInt', [-(2n ** 64n)])),
        /-18446744073709551616/,
      );
      for (const huge of [2n ** 100_000n, -(2n ** 100_000n)]) {
        const { value: cut } = await outlives(harness, 'a huge BigInt', huge);
        assert.ok(String(cut).length < 10_000, 'a huge BigInt fills the log');
      }
    },
  },
  {
    name: 'whatever throws while it is read does not stop a line',
    async run(harness) {
      await outlives(harness, 'a throwing getter', Object.defineProperty({}, 'x', { get: thrower, enumerable: true }));
      await outlives(harness, 'a throwing toJSON', { toJSON: thrower });
      await outlives(harness, 'a throwing toString', { toString: thrower, [Symbol.toPrimitive]: thrower });
      await outlives(harness, 'an error that cannot be read', brokenError());
      await outlives(harness, 'a cause that cannot be read', new Error('fine', { cause: brokenError() }));
    },
  },
  {
    name: 'a Proxy does not stop a line, revoked or throwing at every turn',
    async run(harness) {
      await outlives(harness, 'a revoked Proxy', revoked());
      for (const target of [{}, [], new Error('x'), new Map(), new Date(), thrower]) {
        await outlives(harness, 'a throwing Proxy', new Proxy(target, trapped));
      }
    },
  },
  {
    name: 'huge, deep and multiplying values do not stop a line',
    async run(harness) {
      const { value } = await outlives(harness, 'a huge string', 'x'.repeat(16 * MEBIBYTE));
      assert.match(String(value).slice(0, 1_000), /^x{1000}$/, 'nothing is left of a huge string');
      await outlives(harness, 'a deep object', deep(100_000));
      await outlives(harness, 'a wide list', new Array(MEBIBYTE).fill('x'));
      await outlives(harness, 'a sparse list', new Array(4_000_000_000));
      await outlives(harness, 'an object that multiplies', multiplying());
      await outlives(harness, 'bytes', Buffer.alloc(MEBIBYTE));
    },
  },
  {
    name: 'values that JSON does not know do not stop a line',
    async run(harness) {
      const odd = [
        Symbol('s'),
        thrower,
        new Date(Number.NaN),
        undefined,
        Number.NaN,
        -Infinity,
        /x/,
        Promise.resolve(),
      ];
      for (const value of odd) await outlives(harness, typeof value, value);
      await outlives(harness, 'all of them', odd);
      await outlives(harness, 'no prototype', Object.create(null));
      await outlives(harness, 'boxed values', [Object('s'), Object(1), Object(Symbol('s'))]);
      await outlives(harness, 'weak collections', [new WeakMap(), new WeakSet(), new WeakRef({})]);
    },
  },
  {
    name: 'a huge message arrives, cut at most at its end',
    async run(harness) {
      const message = `begins ${'m'.repeat(8 * MEBIBYTE)}`;
      const record = await logOne(harness, (logger) => {
        logger.info(message);
      });
      assert.ok(record.message.startsWith(message.slice(0, 1_000)), 'the beginning of the message is gone');
    },
  },
  {
    name: 'what types forbid does not make a call throw either: a message that is no string, fields that are no object',
    async run(harness) {
      const { logger, records } = await harness.make();
      const calls: readonly (readonly unknown[])[] = [
        [],
        [Symbol('message')],
        [{ toString: thrower }, {}],
        [brokenError()],
        ['null', null],
        ['text', 'fields'],
        ['error', new Error('as fields')],
        ['proxy', revoked()],
        ['list', [1, 2]],
        ['circular', circular()],
      ];
      for (const [index, call] of calls.entries()) {
        survives(() => {
          Reflect.apply(logger.info, logger, call);
        }, `call ${index}`);
      }
      for (const fields of [undefined, null, 'text', revoked()]) {
        survives(() => {
          const child: unknown = Reflect.apply(logger.child, logger, [fields]);
          (child as Logger).info('child');
        }, 'child()');
      }
      assert.equal((await records()).length, calls.length + 4, 'not every line arrived');
    },
  },
];
