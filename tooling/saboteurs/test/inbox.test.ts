import { inboxSuite, runConformance } from '@infra/conformance';
import { describe, expect, test } from 'vitest';
import { correctInboxHarness, inboxSaboteurs, spoilInbox } from '../src/inbox/inbox-saboteurs.js';
import { casesWithoutSaboteur, expectCaught } from '../src/saboteur.js';

describe('an inbox without fault passes', () => {
  runConformance(inboxSuite, correctInboxHarness(), test);
});

describe('what spoils an inbox does no harm by itself', () => {
  runConformance(inboxSuite, spoilInbox(() => ({}))(correctInboxHarness()), test);
});

describe('the suite rejects an inbox that', () => {
  test.each(inboxSaboteurs)('$name', async (saboteur) => {
    await expectCaught(inboxSuite, saboteur, correctInboxHarness());
  });
});

test('every case of the suite has a saboteur to catch, but those that need a backend', () => {
  const backend = ['unreachable', 'peek'] as const;
  const needBackend = inboxSuite.cases.filter(({ needs = [] }) => backend.some((need) => needs.includes(need)));
  expect(casesWithoutSaboteur(inboxSuite, inboxSaboteurs)).toEqual(needBackend.map(({ name }) => name));
});
