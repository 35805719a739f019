import type { EventBusHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { failingSaboteurs } from './failing-saboteurs.js';
import { groupSaboteurs } from './group-saboteurs.js';
import { historySaboteurs } from './history-saboteurs.js';
import { keepingSaboteurs } from './keeping-saboteurs.js';
import { orderSaboteurs } from './order-saboteurs.js';
import { publishingSaboteurs } from './publishing-saboteurs.js';

/** Wrong event buses, which the suite must reject, each by the case meant for it. */
export const eventBusSaboteurs: readonly Saboteur<EventBusHarness>[] = [
  ...publishingSaboteurs,
  ...groupSaboteurs,
  ...failingSaboteurs,
  ...orderSaboteurs,
  ...historySaboteurs,
  ...keepingSaboteurs,
];
