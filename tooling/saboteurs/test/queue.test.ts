import { jobQueueSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctJobQueueHarness } from '../src/queue/correct-harness.js';
import { jobQueueSaboteurs } from '../src/queue/index.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('a queue without fault passes', () => {
  runConformance(jobQueueSuite, correctJobQueueHarness(), test);
});

describe('the suite rejects a queue that', () => {
  test.each(jobQueueSaboteurs)('$name', async (saboteur) => {
    await expectCaught(jobQueueSuite, saboteur, correctJobQueueHarness());
  });
});

test('every case of the suite has a saboteur to catch, but those that need a backend', () => {
  const needBackend = jobQueueSuite.cases.filter(({ needs = [] }) => needs.includes('unreachable'));
  expect(casesWithoutSaboteur(jobQueueSuite, jobQueueSaboteurs)).toEqual(needBackend.map(({ name }) => name));
});
