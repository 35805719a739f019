import { systemClock } from '@internal/clock';
import { err, InfraError, ok, type AsyncResult, type Clock, type IoOptions, type OnError } from '@infra/core';
import type { App } from './app.js';
import { durationOption } from './duration-option.js';
import { runningApp } from './running-app.js';
import { startServices, type Registration } from './start.js';

export interface AppOptions {
  /** How long one service may take to be made and started, in milliseconds. Default: 30,000. */
  readonly startDeadlineMs?: number | undefined;
  /** How long closing everything may take, in milliseconds. Default: 5,000. */
  readonly closeDeadlineMs?: number | undefined;
  /** How long one service may take to tell its health, in milliseconds. Default: 2,000. */
  readonly healthTimeoutMs?: number | undefined;
  /** Told what fails where no caller waits: a factory that was given up, a service that closes badly after a failed start. */
  readonly onError?: OnError | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface ServiceOptions {
  /** Whether the app is down when this service is. A service that is not critical only degrades it. Default: true. */
  readonly critical?: boolean | undefined;
}

type IsUnion<N, Whole = N> = N extends unknown ? ([Whole] extends [N] ? false : true) : never;

/** `N` if it is one literal name that is still free, else `never`, so that the call does not compile. */
export type FreeName<N extends string, S> = string extends N
  ? never
  : IsUnion<N> extends true
    ? never
    : N extends keyof S
      ? never
      : N;

type NeedsArguments<F> = F extends (...args: infer A) => unknown ? ([] extends A ? false : true) : false;

/**
 * `T` fits when the app can call what it will call: a `start`, `health` or `close` that needs an argument is meant for
 * somebody else, and another name for it keeps the two apart. The message is a type, for the compiler to show.
 */
export type FittingService<T> = true extends {
  [K in keyof T & ('start' | 'health' | 'close')]: NeedsArguments<T[K]>;
}[keyof T & ('start' | 'health' | 'close')]
  ? 'the start(), health() and close() of a service are called without arguments'
  : unknown;

/** Services that have been added and not started. Immutable: `add` returns another one, and a common base can be shared. */
export interface AppBuilder<S> {
  /**
   * Adds a service. `make` gets the services before it and may be asynchronous; what it throws fails the start.
   * A name that is taken, a dependency that was not added before and a service whose
   * `start`, `health` or `close` needs an argument do not compile. What `make` returns belongs to
   * the app: its `start()`, `health()` and `close()` are called if it has them. Throws a `validation` error for a bad name.
   */
  add<N extends string, T>(
    name: FreeName<N, S> & FittingService<T>,
    make: (services: Readonly<S>) => T | Promise<T>,
    options?: ServiceOptions,
  ): AppBuilder<S & Readonly<Record<N, T>>>;
  /**
   * Makes and starts the services, one by one, in the order in which they were added. If one fails, or `signal` aborts,
   * those before it are closed, in reverse; the error names the service and keeps the cause, its code and what then
   * failed to close (`details.closeFailures`). Every call makes an app of its own.
   */
  start(options?: IoOptions): AsyncResult<App<S>>;
}

/**
 * The beginning of an app without services. Does nothing until `start()`. Throws a `validation` error for bad options.
 *
 * @example const app = unwrap(await createApp().add('cache', () => createMemoryCache()).start());
 */
export function createApp(options: AppOptions = {}): AppBuilder<unknown> {
  const operation = 'container.createApp';
  const settings: Settings = {
    clock: options.clock ?? systemClock,
    startDeadlineMs: durationOption('startDeadlineMs', options.startDeadlineMs, 30_000, operation),
    closeDeadlineMs: durationOption('closeDeadlineMs', options.closeDeadlineMs, 5_000, operation),
    healthTimeoutMs: durationOption('healthTimeoutMs', options.healthTimeoutMs, 2_000, operation),
    onError: options.onError,
  };
  return builder<unknown>([], settings);
}

interface Settings {
  readonly clock: Clock;
  readonly startDeadlineMs: number;
  readonly closeDeadlineMs: number;
  readonly healthTimeoutMs: number;
  readonly onError: OnError | undefined;
}

function builder<S>(registrations: readonly Registration[], settings: Settings): AppBuilder<S> {
  return {
    add<N extends string, T>(
      name: string,
      make: (services: Readonly<S>) => T | Promise<T>,
      { critical = true }: ServiceOptions = {},
    ): AppBuilder<S & Readonly<Record<N, T>>> {
      checkName(name, registrations);
      const registration: Registration = { name, critical, make: (services) => make(typed<S>(services)) };
      return builder([...registrations, registration], settings);
    },
    async start({ signal } = {}) {
      const started = await startServices(registrations, { ...settings, signal });
      return started.ok ? ok(runningApp(started.value, typed<S>, settings)) : err(started.error);
    },
  };
}

/**
 * The one place that takes the types at their word: `S` stands for the `add` calls that collected these names and
 * values, which the compiler cannot follow through a list.
 */
function typed<S>(services: unknown): Readonly<S> {
  return services as Readonly<S>;
}

/** For plain JavaScript; the compiler has refused these already. */
function checkName(name: unknown, registrations: readonly Registration[]): asserts name is string {
  const problem =
    typeof name !== 'string'
      ? `a service's name must be a string, not a ${typeof name}`
      : name === '' || name === '__proto__'
        ? `'${name}' cannot be a service's name`
        : registrations.some((other) => other.name === name)
          ? `there is a service named '${name}' already`
          : undefined;
  if (problem === undefined) return;
  throw new InfraError({ code: 'validation', message: problem, provider: 'container', operation: 'container.add' });
}
