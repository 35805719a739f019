import type { TracerHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { activitySaboteurs, lifecycleSaboteurs } from './activity-saboteurs.js';
import { contentSaboteurs } from './content-saboteurs.js';
import { identitySaboteurs } from './identity-saboteurs.js';
import { samplingSaboteurs } from './sampling-saboteurs.js';

/** Tracers that the suite must reject, each for the promise that it breaks. */
export const tracerSaboteurs: readonly Saboteur<TracerHarness>[] = [
  ...identitySaboteurs,
  ...samplingSaboteurs,
  ...contentSaboteurs,
  ...activitySaboteurs,
  ...lifecycleSaboteurs,
];
