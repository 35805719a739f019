import type { Composer } from '../composition/composer.js';
import { faultText } from '../faults/fault-text.js';
import type { OperateLog } from '../operate/operate-log.js';
import type { Instruments } from '../operate/instruments.js';
import type { EventHub } from './event-hub.js';

/** How often new lines of the log are told, in milliseconds. */
const LOG_EVERY_MS = 250;

export interface PortsWatchParts {
  readonly composer: Composer;
  readonly hub: EventHub;
  readonly instruments: Instruments;
  readonly operate: OperateLog;
}

/** Tells the tabs how the ports are doing, what is broken and what is logged. Returns what ends it. */
export function watchPorts({ composer, hub, instruments, operate }: PortsWatchParts): { close(): Promise<void> } {
  const { faults, tap } = instruments;
  const ticking = setInterval(() => {
    const tick = operate.tick();
    if (hub.connections > 0) hub.publish({ type: 'operate', tick });
  }, operate.view.everyMs);
  const tailing = setInterval(() => {
    const log = tap.fresh();
    if (log !== undefined && hub.connections > 0) hub.publish({ type: 'log', log });
  }, LOG_EVERY_MS);
  const stops = [
    composer.onApplied(() => {
      const text = Object.values(composer.composition).join(' · ');
      operate.note({ kind: 'composition', tone: 'neutral', text: `applied: ${text}` });
    }),
    faults.onChange(() => {
      const { views } = faults;
      hub.publish({ type: 'faults', faults: views });
      const text = views.map((fault) => faultText(fault.port, fault)).join(', ');
      operate.note({
        kind: 'fault',
        tone: views.length === 0 ? 'good' : 'bad',
        text: views.length === 0 ? 'no faults any more' : `faults: ${text}`,
      });
    }),
  ];
  return {
    async close() {
      clearInterval(ticking);
      clearInterval(tailing);
      for (const stop of stops) stop();
      operate.close();
    },
  };
}
