import { cacheSuite, runConformance } from '@infra/conformance';
import { describe, test } from 'vitest';
import { correctCacheHarness } from '../src/cache/correct-harness.js';
import { cacheSaboteurs } from '../src/cache/index.js';
import { expectCaught } from '../src/saboteur.js';

describe('a cache without fault passes', () => {
  runConformance(cacheSuite, correctCacheHarness(), test);
});

describe('the suite rejects a cache that', () => {
  test.each(cacheSaboteurs)('$name', async (saboteur) => {
    await expectCaught(cacheSuite, saboteur, correctCacheHarness());
  });
});
