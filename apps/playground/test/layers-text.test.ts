import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PortLayers } from '../src/contract.js';
import { adviceOn } from '../src/layers/advice.js';
import { layersFor, layerTable, spelledOut } from '../src/layers/layer-table.js';
import { layersIn, layersText } from '../src/layers/layers-text.js';
import { layersSchema } from '../src/layers/layers-schema.js';

/** Any layers, any of their options. */
const anyLayers: fc.Arbitrary<PortLayers> = fc
  .tuple(
    ...layerTable.map(({ name, options }) =>
      fc.option(
        fc
          .record(Object.fromEntries(options.map((one) => [one.name, fc.integer({ min: one.min, max: one.max })])), {
            requiredKeys: [],
          })
          .map((chosen) => [name, chosen] as const),
      ),
    ),
  )
  .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)));

describe('layers as a word', () => {
  test('are read as they were written, with every option said', () => {
    fc.assert(
      fc.property(anyLayers, (layers) => {
        const { layers: read, problems } = layersIn(layersText(layers), layersFor('cache'));
        expect(problems).toEqual([]);
        expect(read).toEqual(spelledOut(layers));
        expect(layersSchema.parse({ cache: read }).cache).toEqual(read);
      }),
    );
  });

  test('short forms are enough', () => {
    expect(layersIn('retry, breaker:openMs=100', layersFor('cache'))).toEqual({
      layers: { retry: {}, breaker: { openMs: 100 } },
      problems: [],
    });
    expect(layersIn('none', layersFor('cache')).layers).toEqual({});
  });

  test.each([
    ['retri', /there is no layer "retri" here; there are: observe, ratelimit/],
    ['retry:tries=3', /"tries" is no option of retry; there are: attempts, delayMs/],
    ['retry:attempts=0', /retry:attempts must be a whole number from 1 to 10, not "0"/],
    ['observe:x=1', /"x" is no option of observe; there are: none/],
  ])('%s is wrong, and says what is right', (text, message) => {
    expect(layersIn(text, layersFor('cache')).problems).toEqual([expect.stringMatching(message)]);
  });

  test('the limiter has no limit of its own, and the logger has no layers', () => {
    expect(layersIn('ratelimit', layersFor('ratelimit')).problems).toHaveLength(1);
    expect(layersFor('logger')).toEqual([]);
    expect(layersSchema.safeParse({ ratelimit: { ratelimit: {} } }).success).toBe(false);
    expect(layersSchema.safeParse({ logger: {} }).success).toBe(false);
  });
});

test('what makes little sense is said', () => {
  expect(adviceOn({ total: { ms: 2_000 }, retry: {}, timeout: { ms: 700 } })).toEqual([
    '3 attempts of 700 ms and the waits can take 2.25 s; the total time-out of 2.00 s may cut off the last one.',
  ]);
  expect(adviceOn({ total: { ms: 2_250 }, retry: {}, timeout: { ms: 700 } })).toEqual([]);
  expect(adviceOn({ breaker: {} })).toEqual([expect.stringContaining('Without an attempt time-out')]);
  expect(adviceOn({})).toEqual([]);
});
