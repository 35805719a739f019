import type { AsyncResult, Clock, Context, ContextCarrier, Layer, OnError, Tracer } from '@infra/core';
import { span, traceContextOf, withContext } from '@infra/observability';
import type { HandlerName } from '../contract.js';
import type { FaultBoard } from '../faults/fault-board.js';
import { faultLayer } from '../faults/fault-layer.js';
import type { CallTrails } from '../runs/call-trail.js';
import type { ShopPorts, Visit } from './visit.js';

export interface HandlingParts {
  readonly ports: ShopPorts;
  readonly faults: FaultBoard;
  readonly trails: CallTrails;
  readonly clock: Clock;
  readonly carrier: ContextCarrier;
  /** Makes a span of each run of a handler, where the port that it is of is observed. Default: none is. */
  readonly tracerOf?: (port: 'queue' | 'events') => Tracer | undefined;
  /** Told of what the relay could not deliver. Default: nobody. */
  readonly onError?: OnError;
}

/** What a run of a handler is about. */
export interface About {
  /** The order, or whatever else it is about. */
  readonly subject: string;
  /** Absent: the run that its context names. */
  readonly run?: string;
}

/** For whoever replays something when there is no run. */
const UNRECORDED: Pick<Visit, 'record' | 'relayed'> = { record: (_call, work) => work(), relayed: (next) => next };

interface Delivery {
  readonly signal: AbortSignal;
  readonly context: Context;
}

/** Runs the handlers of the shop: each for the run of a scenario that it belongs to, recorded by that, with the fault that it has to bear. */
export class Handling {
  readonly #parts: HandlingParts;
  readonly #usual: Visit;
  readonly #visits = new Map<string, Visit>();

  constructor(parts: HandlingParts) {
    this.#parts = parts;
    this.#usual = { ports: parts.ports, carrier: parts.carrier, mended: false, ...UNRECORDED };
  }

  join(run: string, visit: Visit): void {
    this.#visits.set(run, visit);
  }

  leave(run: string): void {
    this.#visits.delete(run);
  }

  /** Around the bus of the relay, which publishes each event in the context that it was written in: so each call belongs to the run of that. */
  readonly relayed: Layer = (next) => (call) => this.#visitOf(this.#parts.carrier.capture()['run']).relayed(next)(call);

  #visitOf(run = ''): Visit {
    return this.#visits.get(run) ?? this.#usual;
  }

  async run<T>(
    name: HandlerName,
    { subject, run }: About,
    { signal, context }: Delivery,
    work: (visit: Visit) => AsyncResult<T>,
  ): AsyncResult<T> {
    const { faults, trails, clock, carrier } = this.#parts;
    const visit = this.#visitOf(run ?? context['run']);
    const port = name.startsWith('queue:') ? 'queue' : 'events';
    const op = name.slice(port.length + 1);
    const call = { port, provider: 'shop', operation: op, idempotent: false, callback: true, args: [], signal };
    const handler = async (): AsyncResult<T> => {
      let outcome: Awaited<AsyncResult<T>> | undefined;
      const handled = await faultLayer(faults, name, clock, trails)(async () => (outcome = await work(visit)))(call);
      if (!handled.ok) return handled;
      // A fault only ever fails.
      if (outcome === undefined) throw new Error(`${name} was answered in place of its handler`);
      return outcome;
    };
    // What it brings about is of the same run, also where somebody else has replayed it; what it changes, it has changed.
    const recorded = (): AsyncResult<T> => visit.record({ port, op, subject }, handler);
    const tracer = this.#parts.tracerOf?.(port);
    const traced =
      tracer === undefined
        ? recorded
        : () => span(tracer, name, { kind: 'consumer', parent: traceContextOf(context) ?? 'none' }, recorded);
    return trails.apart(() => withContext(carrier, { run, actor: name }, traced));
  }
}
