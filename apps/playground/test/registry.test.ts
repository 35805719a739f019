import { describe, expect, test } from 'vitest';
import { defaultComposition, defaultSetup, hashOf, problemsOf } from '../src/composition/composition.js';
import { describePorts, findProvider, portNames, providerNames, registry } from '../src/providers/registry.js';

describe('the registry', () => {
  test('names every port once, and every provider of a port once', () => {
    expect([...portNames].sort()).toEqual(Object.keys(registry).sort());
    for (const port of portNames) {
      const names = providerNames(port);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('the default of every port is embedded: the playground works on any machine', () => {
    for (const port of portNames) expect(findProvider(port, defaultComposition[port])?.need).toBeUndefined();
  });

  test('says what each provider needs, whether it is there, and how to get it', async () => {
    const cache = (await describePorts()).find(({ name }) => name === 'cache');
    expect(cache?.providers[0]).toEqual({
      name: 'memory',
      title: 'Memory',
      summary: expect.any(String),
      package: '@infra/cache-memory',
      code: { factory: 'createMemoryCache' },
    });
    const need = cache?.providers.find(({ name }) => name === 'redis')?.need;
    expect(need).toMatchObject({ title: 'a Redis server', finding: expect.any(String) });
    expect(['ready', 'obtainable', 'missing']).toContain(need?.status);
    expect(need?.howTo.length).toBeGreaterThan(0);
  });
});

describe('a composition', () => {
  test('has a hash that depends on providers and layers alone', () => {
    const { composition, layers } = defaultSetup;
    const backwards = Object.fromEntries(Object.entries(composition).reverse());
    expect(hashOf({ composition: { ...composition, ...backwards }, layers })).toBe(hashOf(defaultSetup));
    expect(hashOf({ composition: { ...composition, cache: 'redis' }, layers })).not.toBe(hashOf(defaultSetup));
    expect(hashOf(defaultSetup)).toMatch(/^[0-9a-f]{12}$/);
    const retrying = (attempts?: number) =>
      hashOf({ composition, layers: { ...layers, cache: { retry: attempts === undefined ? {} : { attempts } } } });
    expect(retrying()).not.toBe(hashOf(defaultSetup));
    // A default is the same whether it is said or not.
    expect(retrying(3)).toBe(retrying());
    expect(retrying(4)).not.toBe(retrying());
  });

  test('with a provider that its port does not have is told which there are', () => {
    expect(problemsOf({ ...defaultComposition, cache: 'rediss' })).toEqual([
      { path: 'cache', message: '"rediss" is no provider of cache; there are: memory, redis' },
    ]);
  });
});
