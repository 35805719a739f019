import type { MetricsHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { countingSaboteurs } from './counting-saboteurs.js';
import { distributionSaboteurs } from './distribution-saboteurs.js';
import { capSaboteurs, lifecycleSaboteurs, readingSaboteurs } from './reading-saboteurs.js';
import { refusalSaboteurs } from './refusal-saboteurs.js';

/** Metrics that the suite must reject, each for the promise that it breaks. */
export const metricsSaboteurs: readonly Saboteur<MetricsHarness>[] = [
  ...countingSaboteurs,
  ...distributionSaboteurs,
  ...refusalSaboteurs,
  ...capSaboteurs,
  ...readingSaboteurs,
  ...lifecycleSaboteurs,
];
