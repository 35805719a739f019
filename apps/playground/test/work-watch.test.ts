import { unwrap } from '@infra/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveEvent, Snapshot } from '../src/contract.js';
import { EventHub } from '../src/server/event-hub.js';
import { watchWork } from '../src/server/work-watch.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;
let hub: EventHub;
let watch: { close(): Promise<void> };
const told: LiveEvent[] = [];
beforeEach(async () => {
  harness = await createHarness();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  hub = new EventHub({ batchMs: 60_000 });
  told.length = 0;
  vi.spyOn(hub, 'publish').mockImplementation((event) => void told.push(event));
  watch = watchWork(harness.composer, hub);
});
afterEach(async () => {
  await watch.close();
  vi.useRealTimers();
  await hub.close();
  await harness.close();
});

/** A second, and what it brings about. */
async function second(): Promise<void> {
  vi.advanceTimersByTime(1_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
}

test('nobody is asked while nobody watches; then what has changed is told, and nothing else', async () => {
  const counts = vi.spyOn(harness.composer.bare.queue, 'counts');
  await second();
  expect(counts).not.toHaveBeenCalled();

  const stream = hub.open(undefined, () => new Promise<Snapshot>(() => undefined));
  await second();
  await second();
  expect(counts).toHaveBeenCalledTimes(2);
  expect(told).toMatchObject([{ type: 'work', work: { queue: { counts: { waiting: 0 } } } }]);
  unwrap(await harness.composer.bare.queue.pause());
  await second();
  expect(told.slice(1)).toMatchObject([{ type: 'work', work: { queue: { paused: true } } }]);

  await stream.cancel();
  await second();
  expect(counts).toHaveBeenCalledTimes(3);
});

test('another composition is looked at without waiting', async () => {
  const stream = hub.open(undefined, () => new Promise<Snapshot>(() => undefined));
  await second();
  unwrap(await harness.composer.bare.queue.pause());
  unwrap(await harness.composer.apply({ composition: harness.composer.composition, layers: harness.composer.layers }));
  await expect.poll(() => told.length).toBeGreaterThan(0);
  await second();
  expect(told.at(-1)).toMatchObject({ type: 'work', work: { queue: { paused: false } } });
  await stream.cancel();
});
