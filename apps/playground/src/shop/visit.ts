import type { AsyncResult, Cache, ContextCarrier, EventBus, JobQueue, Layer } from '@infra/core';
import type { ShopData } from '../data/shop-data.js';
import type { Ledger } from './ledger.js';
import type { ShopEvents, ShopJobs } from './shop-types.js';

/** The ports that the handlers of the shop work with. */
export interface ShopPorts {
  readonly queue: JobQueue<ShopJobs>;
  readonly events: EventBus<ShopEvents>;
  readonly cache: Cache;
  readonly database: ShopData;
}

/** One run of a handler, for whoever records it. */
export interface HandlerCall {
  readonly port: 'queue' | 'events';
  /** The job's name, or the group. */
  readonly op: string;
  /** The order, or whatever else it is about. */
  readonly subject: string;
}

/** What handlers do for one run of a scenario, or, without one, for whoever replays something later. */
export interface Visit {
  /** Of a run: recorded. */
  readonly ports: ShopPorts;
  /** What is in its context goes with what it publishes. */
  readonly carrier: ContextCarrier;
  /** Absent: nobody keeps count. */
  readonly ledger?: Ledger;
  /** Whether the handler knows what was poison to it. */
  readonly mended: boolean;
  /** Around the bus, where the relay publishes what is of this run: records that. */
  readonly relayed: Layer;
  /** Records a run of a handler. */
  record<T>(call: HandlerCall, work: () => AsyncResult<T>): AsyncResult<T>;
}
