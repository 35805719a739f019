import type { OutboxHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { appendingSaboteurs } from './appending-saboteurs.js';
import { claimingSaboteurs } from './claiming-saboteurs.js';
import { committingSaboteurs } from './committing-saboteurs.js';
import { keepingSaboteurs } from './keeping-saboteurs.js';
import { lifecycleSaboteurs } from './lifecycle-saboteurs.js';
import { settlingSaboteurs } from './settling-saboteurs.js';

/** Wrong outboxes, which the suite must reject, each by the case meant for it. */
export const outboxSaboteurs: readonly Saboteur<OutboxHarness>[] = [
  ...appendingSaboteurs,
  ...committingSaboteurs,
  ...claimingSaboteurs,
  ...settlingSaboteurs,
  ...keepingSaboteurs,
  ...lifecycleSaboteurs,
];
