import { unwrap } from '@infra/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHarness, prepare, type Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

test('one run at a time', async () => {
  const { runs } = harness;
  const first = unwrap(runs.begin(prepare({ products: 200 })));
  expect(runs.running?.id).toBe(first.id);
  expect(runs.begin(prepare({}))).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect((await first.finished).status).toBe('ok');
  expect(runs.running).toBeUndefined();
  expect(runs.list().map(({ id }) => id)).toEqual([first.id]);
});

test('a cancelled run ends, says so, and leaves nothing in the cache', async () => {
  const { runs, composer } = harness;
  const { id, finished } = unwrap(runs.begin(prepare({ products: 4_000 })));
  expect(runs.cancel(id)).toBe(true);
  const view = await finished;
  expect(view.status).toBe('cancelled');
  expect(view.steps.every(({ status }) => status === 'skipped' || status === 'failed')).toBe(true);
  expect(composer.ports.cache.stats().entries).toBe(0);
  expect(runs.cancel(id)).toBe(false);
  expect(runs.cancel('another')).toBe(false);
});

test('the newest twenty are remembered', async () => {
  const { runs } = harness;
  const ids: string[] = [];
  for (let index = 0; index < 22; index += 1) {
    const { id, finished } = unwrap(runs.begin(prepare({ products: 2, readers: 1 })));
    ids.unshift(id);
    await finished;
  }
  expect(runs.list().map(({ id }) => id)).toEqual(ids.slice(0, 20));
  expect(runs.spans(ids[0] ?? '')?.length).toBeGreaterThan(0);
  expect(runs.spans(ids[21] ?? '')).toBeUndefined();
});
