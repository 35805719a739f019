import type { CacheHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { expirySaboteurs } from './expiry-saboteurs.js';
import { invalidationSaboteurs } from './invalidation-saboteurs.js';
import { keySaboteurs } from './key-saboteurs.js';
import { lifecycleSaboteurs } from './lifecycle-saboteurs.js';
import { loadingSaboteurs } from './loading-saboteurs.js';
import { valueSaboteurs } from './value-saboteurs.js';

/** Caches that the suite must reject, each for the promise that it breaks. */
export const cacheSaboteurs: readonly Saboteur<CacheHarness>[] = [
  ...valueSaboteurs,
  ...expirySaboteurs,
  ...keySaboteurs,
  ...invalidationSaboteurs,
  ...loadingSaboteurs,
  ...lifecycleSaboteurs,
];
