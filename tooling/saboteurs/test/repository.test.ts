import { repositorySuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctRepositoryHarness } from '../src/repository/correct-harness.js';
import { repositorySaboteurs } from '../src/repository/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a database without fault passes', () => {
  runConformance(repositorySuite, correctRepositoryHarness(), test);
});

describe('the suite rejects a database that', () => {
  test.each(repositorySaboteurs)('$name', async (saboteur) => {
    await expectCaught(repositorySuite, saboteur, correctRepositoryHarness());
  });
});

test('every case of the suite has a saboteur to catch, but those that need a backend', () => {
  const backend = ['unreachable', 'peek'] as const;
  const needBackend = repositorySuite.cases.filter(({ needs = [] }) => backend.some((need) => needs.includes(need)));
  expect(casesWithoutSaboteur(repositorySuite, repositorySaboteurs)).toEqual(needBackend.map(({ name }) => name));
});
