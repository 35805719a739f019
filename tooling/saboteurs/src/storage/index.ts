import type { StorageHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { bodySaboteurs } from './body-saboteurs.js';
import { bucketSaboteurs } from './bucket-saboteurs.js';
import { conditionSaboteurs } from './condition-saboteurs.js';
import { infoSaboteurs } from './info-saboteurs.js';
import { lifecycleSaboteurs } from './lifecycle-saboteurs.js';
import { linkSaboteurs } from './link-saboteurs.js';
import { listingSaboteurs } from './listing-saboteurs.js';
import { policySaboteurs } from './policy-saboteurs.js';
import { readingSaboteurs } from './reading-saboteurs.js';
import { transferSaboteurs } from './transfer-saboteurs.js';

/** Storages that the suite must reject, each for the promise that it breaks. */
export const storageSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...bodySaboteurs,
  ...readingSaboteurs,
  ...infoSaboteurs,
  ...conditionSaboteurs,
  ...listingSaboteurs,
  ...transferSaboteurs,
  ...bucketSaboteurs,
  ...policySaboteurs,
  ...linkSaboteurs,
  ...lifecycleSaboteurs,
];
