import { eventBusSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctEventBusHarness } from '../src/events/correct-harness.js';
import { eventBusSaboteurs } from '../src/events/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('an event bus without fault passes', () => {
  runConformance(eventBusSuite, correctEventBusHarness(), test);
});

describe('the suite rejects an event bus that', () => {
  test.each(eventBusSaboteurs)('$name', async (saboteur) => {
    await expectCaught(eventBusSuite, saboteur, correctEventBusHarness());
  });
});

test('every case of the suite has a saboteur to catch, but those that need a backend', () => {
  const backend = ['unreachable', 'peek'] as const;
  const needBackend = eventBusSuite.cases.filter(({ needs = [] }) => backend.some((need) => needs.includes(need)));
  expect(casesWithoutSaboteur(eventBusSuite, eventBusSaboteurs)).toEqual(needBackend.map(({ name }) => name));
});
