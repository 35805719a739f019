import assert from 'node:assert/strict';
import type { ConformanceCase } from '../suite.js';
import { logOne, messagesOf, survives } from './expect-log.js';
import type { LoggerHarness } from './harness.js';

/** What one reader or another takes for the end of a line. */
const BREAKS = ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\n{"level":"fatal","message":"forged"}\n'];

export const lineCases: readonly ConformanceCase<LoggerHarness>[] = [
  {
    name: 'plain fields arrive as they are',
    async run(harness) {
      const plain = {
        text: 'grüße 😀 "quoted" \\ back',
        empty: '',
        number: -12.5,
        zero: 0,
        yes: true,
        no: false,
        nothing: null,
        list: [1, 'two', [3]],
        nested: { a: { b: { c: 'deep' } } },
      };
      const { message, fields } = await logOne(harness, (logger) => {
        logger.info('grüße 😀', plain);
      });
      assert.equal(message, 'grüße 😀');
      for (const [key, value] of Object.entries(plain)) assert.deepEqual(fields[key], value, key);
    },
  },
  {
    name: 'a call writes one line, whatever line breaks are in it',
    async run(harness) {
      const { logger, records, raw } = await harness.make();
      for (const text of BREAKS) logger.info(`a${text}b`, { value: `c${text}d`, [`key${text}`]: 1 });
      logger.info('last');
      const written = await records();
      assert.equal(written.length, BREAKS.length + 1, 'lines and calls are not as many');
      assert.ok(!messagesOf(written).includes('forged'), 'a value forged a line');
      for (const [index, text] of BREAKS.entries()) {
        assert.equal(written[index]?.message, `a${text}b`);
        assert.equal(written[index]?.fields['value'], `c${text}d`);
      }
      assert.doesNotMatch(await raw(), /[\r\u0085\u2028\u2029]/, 'a line break got out raw');
    },
  },
  {
    name: 'no escape sequence for a terminal gets out raw',
    async run(harness) {
      const { logger, raw } = await harness.make();
      logger.info('\u001b[2Jclear', { value: '\u009b31m', nested: { osc: '\u001b]0;title\u0007' }, '\u001b[1m': 1 });
      assert.doesNotMatch(await raw(), /\p{Cc}(?<!\n)/u);
    },
  },
  {
    name: 'lines keep the order of the calls, over parent and children',
    async run(harness) {
      const { logger, records } = await harness.make();
      const loggers = [logger, logger.child({ a: 1 }), logger.child({ b: 2 }).child({ c: 3 })];
      const expected = Array.from({ length: 600 }, (_, index) => `line ${index}`);
      for (const [index, message] of expected.entries()) loggers[index % 3]?.info(message);
      assert.deepEqual(messagesOf(await records()), expected);
    },
  },
  {
    name: 'a field named like a part of the line does not replace that part, and is not lost',
    async run(harness) {
      const impostor = {
        time: 'my-time',
        level: 'my-level',
        message: 'my-message',
        msg: 'my-msg',
        timestamp: 'my-stamp',
      };
      const before = Date.now();
      const { logger, records, raw } = await harness.make();
      logger.child({ level: 'child-level' }).warn('the message', impostor);
      const [record] = await records();
      assert.equal(record?.level, 'warn');
      assert.equal(record.message, 'the message');
      assert.ok(record.time.getTime() >= before, 'the time is not the line’s own');
      const text = await raw();
      for (const value of Object.values(impostor)) assert.ok(text.includes(value), `${value} was lost`);
    },
  },
  {
    name: 'a field named __proto__ touches no prototype',
    async run(harness) {
      const hostile: unknown = JSON.parse('{"__proto__": {"polluted": "yes"}, "fine": 1}');
      const { fields } = await logOne(harness, (logger) => {
        logger.child({ hostile }).info('proto', { again: hostile });
      });
      assert.equal(Reflect.get({}, 'polluted'), undefined, 'Object.prototype was polluted');
      assert.match(JSON.stringify(fields['again']), /"__proto__":\{"polluted":"yes"\}/, 'the field is gone');
    },
  },
  {
    name: 'a destination that throws never makes a call throw',
    needs: ['makeBroken'],
    async run(harness) {
      const logger = await harness.makeBroken?.();
      assert.ok(logger !== undefined);
      const child = logger.child({ a: 1 });
      for (let line = 0; line < 10; line += 1) {
        survives(() => {
          logger.error('into the void', { line });
          child.info('and again');
        }, 'a broken destination');
      }
    },
  },
];
