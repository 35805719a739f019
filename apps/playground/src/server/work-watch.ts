import type { Composer } from '../composition/composer.js';
import { lookAtWork } from '../work/look-at-work.js';
import type { EventHub } from './event-hub.js';

/** How often queue and bus are looked at while somebody watches, in milliseconds. */
const EVERY_MS = 1_000;

/**
 * Tells the tabs how queue and bus are doing, when that has changed. Nobody is asked while nobody watches, nor before the last answer is
 * there. Returns what ends it.
 */
export function watchWork(composer: Composer, hub: EventHub): { close(): Promise<void> } {
  let told = '';
  let looking: Promise<void> | undefined;
  async function tell(): Promise<void> {
    const { bare, shop, composition } = composer;
    const work = await lookAtWork(bare, shop.relay, composition, Date.now());
    const { at: _, ...state } = work;
    const text = JSON.stringify(state);
    // Of another composition in the meantime: its own look is on its way.
    if (text === told || bare !== composer.bare) return;
    told = text;
    hub.publish({ type: 'work', work });
  }
  const look = (): void => {
    if (hub.connections === 0) {
      // Whoever comes next begins with what is true then.
      told = '';
      return;
    }
    looking ??= tell().finally(() => (looking = undefined));
  };
  const timer = setInterval(look, EVERY_MS);
  const stop = composer.onApplied(look);
  return {
    async close() {
      clearInterval(timer);
      stop();
      await looking;
    },
  };
}
