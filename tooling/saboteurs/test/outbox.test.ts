import { outboxSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctOutboxHarness } from '../src/outbox/correct-harness.js';
import { outboxSaboteurs } from '../src/outbox/index.js';
import {
  spoil,
  spoilAnswers,
  spoilAppend,
  spoilClaimed,
  spoilClaimOptions,
  spoilClaims,
  spoilMessages,
  type Spoil,
} from '../src/outbox/spoil.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('an outbox without fault passes', () => {
  runConformance(outboxSuite, correctOutboxHarness(), test);
});

describe('what spoils an outbox does no harm by itself', () => {
  const neutral: readonly Spoil[] = [
    spoil(() => ({})),
    spoilAppend((messages) => messages),
    spoilClaims((claim) => claim),
    spoilClaimed((message) => message),
    spoilClaimOptions((options) => options),
    spoilAnswers((result) => result),
  ];
  const harness = neutral.reduce((inner, spoilt) => spoilt(inner), correctOutboxHarness());
  runConformance(outboxSuite, harness, test);
  runConformance(outboxSuite, spoilMessages((message) => message)(correctOutboxHarness()), (name, run) =>
    test(`${name} (messages)`, run),
  );
});

describe('the suite rejects an outbox that', () => {
  test.each(outboxSaboteurs)('$name', async (saboteur) => {
    await expectCaught(outboxSuite, saboteur, correctOutboxHarness());
  });
});

test('every case of the suite has a saboteur to catch, but those that need a backend', () => {
  const backend = ['unreachable', 'peek'] as const;
  const needBackend = outboxSuite.cases.filter(({ needs = [] }) => backend.some((need) => needs.includes(need)));
  expect(casesWithoutSaboteur(outboxSuite, outboxSaboteurs)).toEqual(needBackend.map(({ name }) => name));
});
