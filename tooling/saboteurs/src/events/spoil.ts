import {
  wrapEventBuses,
  type EventBusHarness,
  type EventBusHarnessOptions,
  type EventBusUnderTest,
  type EventSuiteEvents,
} from '@infra/conformance';
import type {
  AsyncResult,
  DeadEvents,
  EventGroups,
  EventHandler,
  EventHistory,
  EventOf,
  EventRun,
  EventSubscription,
  OrderedEvents,
  PublishOptions,
  SubscribeOptions,
} from '@infra/core';

export type Spoil = (harness: EventBusHarness) => EventBusHarness;

/** Operations that a wrong bus does in its own way; it gets the right one to do it with. */
export type BusFaults = (inner: EventBusUnderTest) => Partial<EventBusUnderTest>;

export type Happening = EventOf<EventSuiteEvents>;
type AnyHandler = EventHandler<EventSuiteEvents>;

/** Spoils every bus that a harness makes. */
export function spoil(faults: BusFaults): Spoil {
  return (harness) =>
    wrapEventBuses(harness, (inner) => ({
      ...inner,
      close: (io) => inner.close(io),
      [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
      ...faults(inner),
    }));
}

export function spoilLetters(
  faults: (letters: DeadEvents<EventSuiteEvents>, inner: EventBusUnderTest) => Partial<DeadEvents<EventSuiteEvents>>,
): Spoil {
  return spoil((inner) => ({ deadLetters: { ...inner.deadLetters, ...faults(inner.deadLetters, inner) } }));
}

export function spoilGroups(faults: (groups: EventGroups) => Partial<EventGroups>): Spoil {
  return spoil((inner) => ({ groups: { ...inner.groups, ...faults(inner.groups) } }));
}

export function spoilHistory(
  faults: (history: EventHistory<EventSuiteEvents>) => Partial<EventHistory<EventSuiteEvents>>,
): Spoil {
  return spoil(({ history }) => (history === undefined ? {} : { history: { ...history, ...faults(history) } }));
}

export function spoilOrder(
  faults: (
    ordered: OrderedEvents<EventSuiteEvents>,
    inner: EventBusUnderTest,
  ) => Partial<OrderedEvents<EventSuiteEvents>>,
): Spoil {
  return spoil((inner) =>
    inner.ordered === undefined ? {} : { ordered: { ...inner.ordered, ...faults(inner.ordered, inner) } },
  );
}

/** Spoils what an event is published with, alone or with others. */
export function spoilPublishing(
  change: (data: unknown, options: PublishOptions) => readonly [unknown, PublishOptions],
): Spoil {
  return spoil((inner) => ({
    publish: (type, data, options = {}) => {
      const [changed, io] = change(data, options);
      return inner.publish(type, changed as typeof data, io);
    },
  }));
}

/** Spoils how a handler is run: it gets the right one to run, and the options it was subscribed with. */
export function spoilRuns(
  change: (handler: AnyHandler, event: Happening, run: EventRun, options: SubscribeOptions) => AsyncResult<unknown>,
): Spoil {
  return spoil((inner) => ({
    subscribe: (pattern, handler, options) => {
      const right = handler as AnyHandler;
      const wrong: AnyHandler = (event, run) => change(right, event, run, options);
      return inner.subscribe(pattern, wrong as typeof handler, options);
    },
  }));
}

/** Spoils what a handler is subscribed with. */
export function spoilOptions(change: (options: SubscribeOptions, pattern: string) => SubscribeOptions): Spoil {
  return spoil((inner) => ({
    subscribe: (pattern, handler, options) => inner.subscribe(pattern, handler, change(options, pattern)),
  }));
}

/** Spoils a subscription that was made. */
export function spoilSubscription(
  change: (inner: EventSubscription, bus: EventBusUnderTest) => Partial<EventSubscription>,
): Spoil {
  return spoil((inner) => ({
    subscribe: async (pattern, handler, options) => {
      const made = await inner.subscribe(pattern, handler, options);
      return made.ok ? { ok: true, value: { ...made.value, ...change(made.value, inner) } } : made;
    },
  }));
}

/** Spoils what a bus is made with. */
export function spoilMaking(change: (options: EventBusHarnessOptions) => EventBusHarnessOptions): Spoil {
  return (harness) => ({ ...harness, make: (options = {}) => harness.make(change(options)) });
}

/** A run with something else in it. */
export function runWith(run: EventRun, changes: Partial<EventRun>): EventRun {
  const { group, attempt, attempts, signal, context } = run;
  return { group, run: run.run, attempt, attempts, signal, context, ...changes };
}
