import {
  createTestClock,
  eventBusSuite,
  neutralLayers,
  runConformance,
  wrapEventBuses,
  type EventBusHarness,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from '@infra/conformance';
import { decorate, eventBusSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { createMemoryEventBus, type MemoryEventBus } from '../src/index.js';

function harness(): EventBusHarness {
  const clock = createTestClock();
  const made = new WeakMap<EventBusUnderTest, MemoryEventBus<EventSuiteEvents>>();
  const known = (bus: MemoryEventBus<EventSuiteEvents>): EventBusUnderTest => {
    made.set(bus, bus);
    return bus;
  };
  const own = (bus: EventBusUnderTest): MemoryEventBus<EventSuiteEvents> => {
    const found = made.get(bus);
    if (found === undefined) throw new Error('a bus of another harness');
    return found;
  };
  return {
    make: async (options) => known(createMemoryEventBus<EventSuiteEvents>({ ...options, clock })),
    advance: async (ms) => clock.advance(ms),
    reopen: async (bus) => known(own(bus).reopen()),
    crash: async (bus) => own(bus).kill(),
    ordered: true,
    history: true,
  };
}

describe('bare', () => {
  runConformance(eventBusSuite, harness(), test);
});

describe('decorated', () => {
  runConformance(
    eventBusSuite,
    wrapEventBuses(harness(), (bus) => decorate(bus, eventBusSpec, ...neutralLayers())),
    test,
  );
});
