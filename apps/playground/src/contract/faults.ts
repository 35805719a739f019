// Part of what server and page say to each other: what is broken on purpose.

import type { InfraErrorCode } from '@infra/core';
import type { LayeredPort } from './layers.js';
import type { HandlerName } from './work.js';

/** What can be broken: a port between its layers and its adapter, or one handler of jobs or events. */
export type FaultPlace = LayeredPort | HandlerName;

/** What happens to the calls of a port, or the runs of a handler. `PUT /api/faults/:port` */
export interface Fault {
  /** Before each call, in milliseconds. */
  readonly latencyMs: number;
  /** Up to so much more, drawn for each call. */
  readonly jitterMs: number;
  /** How many of 100 fail without reaching the adapter or the handler. */
  readonly errorPercent: number;
  readonly code: InfraErrorCode;
  /** Calls wait until their signal aborts or the fault ends. */
  readonly hang: boolean;
  /** After how many seconds it ends by itself; 0: when somebody ends it. */
  readonly resetAfterS: number;
}

/** `GET /api/faults` */
export interface FaultView extends Fault {
  readonly port: FaultPlace;
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601; absent: it does not end by itself. */
  readonly until?: string;
}
