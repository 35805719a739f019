import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarios } from '../src/scenarios/registry.js';
import { paramsIn } from '../web/src/url-params.js';

const [scenario] = scenarios;
const { params } = scenario.view;

/** Params that are all within their limits. */
const within = fc.record(Object.fromEntries(params.map(({ name, min, max }) => [name, fc.integer({ min, max })])), {
  requiredKeys: [],
});

test('params within their limits are taken as they are, and the others get their defaults', () => {
  fc.assert(
    fc.property(within, (chosen) => {
      const prepared = scenario.prepare(chosen);
      const defaults = Object.fromEntries(params.map(({ name, default: value }) => [name, value]));
      expect(prepared).toMatchObject({ ok: true, prepared: { params: { ...defaults, ...chosen } } });
    }),
  );
});

test('anything else is refused and named, and never changes what is run', () => {
  const wrong = fc.oneof(
    fc.integer({ max: -1 }),
    fc.double({ noInteger: true }),
    fc.string(),
    fc.boolean(),
    fc.constantFrom([], {}, Infinity, Number.NaN, 1_000_000_000),
  );
  fc.assert(
    fc.property(fc.constantFrom(...params), wrong, ({ name }, value) => {
      const prepared = scenario.prepare({ [name]: value });
      expect(prepared.ok).toBe(false);
      if (!prepared.ok) expect(prepared.problems.map(({ path }) => path)).toEqual([name]);
    }),
  );
});

test('a param that the scenario does not have is refused', () => {
  expect(scenario.prepare({ produts: 5 })).toEqual({
    ok: false,
    problems: [{ path: 'produts', message: '"produts" is no param of catalogue; there are: products, readers, seed' }],
  });
});

test('the page makes of any link params that the scenario takes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...params.map(({ name }) => name), 'other'), fc.string()), (link) => {
      expect(scenario.prepare(paramsIn(new URLSearchParams(link), scenario.view)).ok).toBe(true);
    }),
  );
});
