import type { Clock } from '@infra/core';
import type { Fault, FaultPlace, FaultView } from '../contract.js';
import { seededRandom } from '../random.js';
import { faultPlaces } from '../shop/handler-names.js';
import { isHarmless } from './fault-table.js';

/** What becomes of one call. */
export interface Injury {
  readonly delayMs: number;
  readonly fails: boolean;
}

/** A fault that is in force. */
export interface ActiveFault {
  readonly view: FaultView;
  /** Aborts when it has ended, by itself or not. */
  readonly ended: AbortSignal;
  /** For the next call. */
  next(): Injury;
}

interface Entry extends ActiveFault {
  end(): void;
}

/** What is broken on purpose: one fault a port or handler, whatever the composition. */
export class FaultBoard {
  readonly #clock: Clock;
  readonly #active = new Map<FaultPlace, Entry>();
  readonly #listeners = new Set<() => void>();
  #random: ReadonlyMap<FaultPlace, () => number>;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#random = randomFor(0);
  }

  /** Puts a fault in the place of the one that was there. One that does nothing ends it. */
  set(port: FaultPlace, fault: Fault): void {
    if (isHarmless(fault)) {
      this.reset(port);
      return;
    }
    this.#end(port);
    this.#begin(port, fault);
    this.#tell();
  }

  /** Ends the fault of a port, or all of them. */
  reset(port?: FaultPlace): void {
    const before = this.#active.size;
    for (const name of port === undefined ? faultPlaces : [port]) this.#end(name);
    if (this.#active.size < before) this.#tell();
  }

  /** The faults that are in force, in the order of the ports. */
  get views(): readonly FaultView[] {
    return faultPlaces.flatMap((port) => this.#active.get(port)?.view ?? []);
  }

  of(port: FaultPlace): ActiveFault | undefined {
    return this.#active.get(port);
  }

  /** From here on the same calls meet with the same: a run with a seed can be repeated. */
  seed(seed: number): void {
    this.#random = randomFor(seed);
  }

  /** Told of every beginning and end. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends everything, and lets those go on who hang. */
  async close(): Promise<void> {
    for (const port of faultPlaces) this.#end(port);
  }

  #begin(port: FaultPlace, fault: Fault): void {
    const ended = new AbortController();
    const since = this.#clock.now();
    const lengthMs = fault.resetAfterS * 1_000;
    const cancel = lengthMs === 0 ? undefined : this.#clock.schedule(lengthMs, () => this.reset(port));
    const until = new Date(since.getTime() + lengthMs).toISOString();
    this.#active.set(port, {
      view: { port, ...fault, since: since.toISOString(), ...(lengthMs > 0 && { until }) },
      ended: ended.signal,
      next: () => this.#injury(port, fault),
      end() {
        cancel?.();
        ended.abort();
      },
    });
  }

  #end(port: FaultPlace): void {
    this.#active.get(port)?.end();
    this.#active.delete(port);
  }

  #injury(port: FaultPlace, { latencyMs, jitterMs, errorPercent }: Fault): Injury {
    const random = this.#random.get(port) ?? Math.random;
    // Both are drawn for every call: whether one fails does not depend on whether others were delayed.
    const [jitter, luck] = [random(), random()];
    return { delayMs: latencyMs + Math.round(jitter * jitterMs), fails: luck * 100 < errorPercent };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function randomFor(seed: number): ReadonlyMap<FaultPlace, () => number> {
  return new Map(faultPlaces.map((place, index) => [place, seededRandom(seed * faultPlaces.length + index)]));
}
