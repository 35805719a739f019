import type { PortLayers } from '../contract.js';
import { milliseconds } from '../format.js';
import { spelledOut } from './layer-table.js';

/** What makes little sense among the layers of a port: said, not forbidden. */
export function adviceOn(layers: PortLayers): readonly string[] {
  const { total, retry, breaker, timeout } = spelledOut(layers);
  const advice: string[] = [];
  if (total?.['ms'] !== undefined && retry !== undefined && timeout?.['ms'] !== undefined) {
    const { attempts = 1, delayMs = 0 } = retry;
    // Waits double from one attempt to the next; jitter makes them shorter, never longer.
    const waitsMs = delayMs * (2 ** (attempts - 1) - 1);
    const needMs = attempts * timeout['ms'] + waitsMs;
    if (total['ms'] < needMs) {
      advice.push(
        `${attempts} attempts of ${milliseconds(timeout['ms'])} and the waits can take ${milliseconds(needMs)}; ` +
          `the total time-out of ${milliseconds(total['ms'])} may cut off the last one.`,
      );
    }
  }
  if (timeout === undefined && (retry !== undefined || breaker !== undefined)) {
    advice.push('Without an attempt time-out a provider that hangs is neither tried again nor counted as failing.');
  }
  return advice;
}
