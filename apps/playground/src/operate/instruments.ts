import type { Clock, ContextCarrier } from '@infra/core';
import { createContextCarrier } from '@infra/observability';
import { FaultBoard } from '../faults/fault-board.js';
import { CallTrails } from '../runs/call-trail.js';
import { LogTap } from './log-tap.js';
import { PortMeter } from './port-meter.js';

/** What watches the ports of every composition, and breaks them. */
export interface Instruments {
  readonly faults: FaultBoard;
  /** What faults wait by. */
  readonly clock: Clock;
  readonly trails: CallTrails;
  readonly meter: PortMeter;
  readonly tap: LogTap;
  /** What belongs to one order goes with it: into jobs, events and what they cause. */
  readonly carrier: ContextCarrier;
}

/** One of each, for all compositions of this process. `redact` are keys whose values no kept log line shows. */
export function createInstruments(clock: Clock, redact: readonly string[]): Instruments {
  return {
    clock,
    faults: new FaultBoard(clock),
    trails: new CallTrails(),
    meter: new PortMeter(),
    tap: new LogTap(redact),
    carrier: createContextCarrier(),
  };
}
