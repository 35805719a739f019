import { runConformance, storageSuite } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';
import { correctStorageHarness } from '../src/storage/correct-harness.js';
import { storageSaboteurs } from '../src/storage/index.js';

describe('a storage without fault passes', () => {
  runConformance(storageSuite, correctStorageHarness(), test);
});

describe('the suite rejects a storage that', () => {
  test.each(storageSaboteurs)('$name', async (saboteur) => {
    await expectCaught(storageSuite, saboteur, correctStorageHarness());
  });
});

test('every case of the suite has a saboteur to catch', () => {
  expect(casesWithoutSaboteur(storageSuite, storageSaboteurs)).toEqual([]);
});
