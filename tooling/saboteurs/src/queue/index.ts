import type { JobQueueHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { keepingSaboteurs } from './keeping-saboteurs.js';
import { runningSaboteurs } from './running-saboteurs.js';
import { scheduleSaboteurs } from './schedule-saboteurs.js';

/** Wrong queues, which the suite must reject, each by the case meant for it. */
export const jobQueueSaboteurs: readonly Saboteur<JobQueueHarness>[] = [
  ...runningSaboteurs,
  ...keepingSaboteurs,
  ...scheduleSaboteurs,
];
