import {
  createTestClock,
  type EventBusHarness,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from '@infra/conformance';
import { createMemoryEventBus, type MemoryEventBus } from '@infra/events-memory';

/** An event bus without fault, which saboteurs spoil. */
export function correctEventBusHarness(): EventBusHarness {
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
