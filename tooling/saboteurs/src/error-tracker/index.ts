import type { ErrorTrackerHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { outageSaboteurs } from './outage-saboteurs.js';
import { reportSaboteurs } from './report-saboteurs.js';
import { hostileSaboteurs, lifecycleSaboteurs, secretSaboteurs } from './safety-saboteurs.js';

/** Error trackers that the suite must reject, each for the promise that it breaks. */
export const errorTrackerSaboteurs: readonly Saboteur<ErrorTrackerHarness>[] = [
  ...reportSaboteurs,
  ...secretSaboteurs,
  ...hostileSaboteurs,
  ...lifecycleSaboteurs,
  ...outageSaboteurs,
];
