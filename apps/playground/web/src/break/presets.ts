import type { Fault, FaultPlace } from '../../../src/contract.js';
import { noFault } from '../../../src/faults/fault-table.js';
import { layeredPorts } from '../../../src/layers/layer-table.js';

export interface Preset {
  readonly title: string;
  readonly faults: readonly (readonly [FaultPlace, Fault])[];
}

const gone: Fault = { ...noFault, errorPercent: 100 };

/** What goes wrong in real life, by its name. */
export const presets: readonly Preset[] = [
  { title: 'Cache gone', faults: [['cache', gone]] },
  { title: 'Slow storage', faults: [['storage', { ...noFault, latencyMs: 300, jitterMs: 200 }]] },
  { title: 'Flaky storage 30 %', faults: [['storage', { ...noFault, errorPercent: 30 }]] },
  { title: 'Black hole', faults: [['storage', { ...noFault, hang: true }]] },
  { title: 'Database gone', faults: [['database', gone]] },
  { title: 'Bus gone', faults: [['events', gone]] },
  { title: 'Limiter gone', faults: [['ratelimit', gone]] },
  { title: 'Handler fails', faults: [['queue:fulfil', gone]] },
  { title: 'Everything 1 %', faults: layeredPorts.map((port) => [port, { ...noFault, errorPercent: 1 }] as const) },
];
