import { settleOnAbort } from '@internal/abort';

/** One load on behalf of all who wait for a key. */
export interface Flight {
  readonly tags: readonly string[];
  /** False once the key was deleted or invalidated: the load then came from before it, and must not be stored. */
  readonly isCurrent: boolean;
  /** Aborts when nobody waits any more. Made on first use: an AbortController is the dearest part of a load. */
  readonly signal: AbortSignal;
}

interface OpenFlight<T> {
  readonly flight: Flight;
  readonly outcome: Promise<T>;
  waiters: number;
  invalidate(): void;
  abort(): void;
}

/** Makes those who want the same thing at the same time share one run. */
export interface SingleFlight<T> {
  /** Joins the run for `key`, or starts it. Whoever aborts leaves alone; the last one to leave aborts the run. */
  run(key: string, options: FlightOptions<T>, start: (flight: Flight) => Promise<T>): Promise<T>;
  /** Whether there is a run to join. */
  has(key: string): boolean;
  /** Lets go of runs that an invalidation overtook: later callers start anew, and `isCurrent` turns false. */
  invalidate(key: string): void;
  invalidateWhere(matches: (key: string, tags: readonly string[]) => boolean): void;
  /** Aborts every run. */
  abortAll(): void;
  readonly size: number;
}

export interface FlightOptions<T> {
  readonly tags: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** What a caller gets whose signal aborts. */
  readonly cancelled: () => T;
}

function createFlight<T>(
  tags: readonly string[],
  start: (flight: Flight) => Promise<T>,
  onSettled: () => void,
): OpenFlight<T> {
  let isCurrent = true;
  let aborted = false;
  let controller: AbortController | undefined;
  const flight: Flight = {
    tags,
    get isCurrent() {
      return isCurrent;
    },
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (aborted) controller.abort();
      }
      return controller.signal;
    },
  };
  return {
    flight,
    outcome: start(flight).finally(onSettled),
    waiters: 0,
    invalidate() {
      isCurrent = false;
    },
    abort() {
      aborted = true;
      isCurrent = false;
      controller?.abort();
    },
  };
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, OpenFlight<T>>();

  function drop(key: string, flight: OpenFlight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  async function wait(key: string, flight: OpenFlight<T>, options: FlightOptions<T>): Promise<T> {
    flight.waiters += 1;
    try {
      return await settleOnAbort(flight.outcome, options.signal, options.cancelled);
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0) {
        drop(key, flight);
        flight.abort();
      }
    }
  }

  return {
    run(key, options, start) {
      let flight = flights.get(key);
      if (flight === undefined) {
        const created: OpenFlight<T> = createFlight(options.tags, start, () => {
          drop(key, created);
        });
        flight = created;
        flights.set(key, created);
      }
      return wait(key, flight, options);
    },
    has: (key) => flights.has(key),
    invalidate(key) {
      flights.get(key)?.invalidate();
      flights.delete(key);
    },
    invalidateWhere(matches) {
      for (const [key, flight] of flights) {
        if (!matches(key, flight.flight.tags)) continue;
        flight.invalidate();
        flights.delete(key);
      }
    },
    abortAll() {
      for (const flight of flights.values()) flight.abort();
      flights.clear();
    },
    get size() {
      return flights.size;
    },
  };
}
