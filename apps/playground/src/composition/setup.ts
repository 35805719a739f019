import type { Composition, Layers } from '../contract.js';

/** All that is chosen: who serves each port, and what goes around it. */
export interface Setup {
  readonly composition: Composition;
  readonly layers: Layers;
}
