import { repositorySuite, runConformance } from '@infra/conformance';
import { err } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { correctRepositoryHarness } from '../src/repository/correct-harness.js';
import { repositorySaboteurs } from '../src/repository/index.js';
import {
  ALL,
  forgive,
  MEANING,
  spoilFirst,
  spoilMaking,
  spoilOptions,
  spoilPlan,
  spoilRows,
  spoilTx,
  type Spoil,
} from '../src/repository/spoil.js';
import { rewrite, rewriteNot } from '../src/repository/specifications.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a database without fault passes', () => {
  runConformance(repositorySuite, correctRepositoryHarness(), test);
});

describe('what spoils a database does no harm by itself', () => {
  const neutral: readonly Spoil[] = [
    spoilFirst(MEANING, (where) => rewriteNot(where, (inner) => ({ $not: inner }))),
    spoilFirst(MEANING, (where) => rewrite(where, (condition) => condition)),
    spoilOptions(ALL, (options) => options),
    spoilRows(ALL, (row) => row),
    forgive(ALL, 'internal', async (_, __, error) => err(error)),
    spoilPlan((options) => options),
    spoilTx(() => ({})),
    spoilMaking((options) => options),
  ];
  const harness = neutral.reduce((inner, spoilt) => spoilt(inner), correctRepositoryHarness());
  runConformance(repositorySuite, harness, test);
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
