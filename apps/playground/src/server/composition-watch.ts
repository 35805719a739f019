import type { Composer } from '../composition/composer.js';
import type { EventHub } from './event-hub.js';

/** How often the health is looked at while somebody watches, in milliseconds. */
const EVERY_MS = 2_000;

/** Tells the tabs when another composition is in use, and when its health changes. Returns what ends it. */
export function watchComposition(composer: Composer, hub: EventHub): { close(): Promise<void> } {
  let told = '';
  async function tell(): Promise<void> {
    const composition = await composer.view();
    const text = JSON.stringify(composition);
    if (text === told) return;
    told = text;
    hub.publish({ type: 'composition', composition });
  }
  const timer = setInterval(() => {
    if (hub.connections > 0) void tell();
  }, EVERY_MS);
  const stop = composer.onApplied(() => void tell());
  return {
    async close() {
      clearInterval(timer);
      stop();
    },
  };
}
