import type { RateLimiterHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { consumingSaboteurs } from './consuming-saboteurs.js';
import { keySaboteurs } from './key-saboteurs.js';
import { lifecycleSaboteurs } from './lifecycle-saboteurs.js';
import { refillSaboteurs } from './refill-saboteurs.js';

/** Rate limiters that the suite must reject, each for the promise that it breaks. */
export const rateLimiterSaboteurs: readonly Saboteur<RateLimiterHarness>[] = [
  ...consumingSaboteurs,
  ...refillSaboteurs,
  ...keySaboteurs,
  ...lifecycleSaboteurs,
];
