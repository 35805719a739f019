import type { RepositoryHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { abortingSaboteurs } from './aborting-saboteurs.js';
import { aggregateSaboteurs } from './aggregate-saboteurs.js';
import { auditingSaboteurs } from './auditing-saboteurs.js';
import { changingSaboteurs } from './changing-saboteurs.js';
import { creatingSaboteurs } from './creating-saboteurs.js';
import { deletingSaboteurs } from './deleting-saboteurs.js';
import { findingSaboteurs } from './finding-saboteurs.js';
import { isolationSaboteurs } from './isolation-saboteurs.js';
import { lifecycleSaboteurs } from './lifecycle-saboteurs.js';
import { pagingSaboteurs } from './paging-saboteurs.js';
import { savepointSaboteurs } from './savepoint-saboteurs.js';
import { transactionSaboteurs } from './transaction-saboteurs.js';
import { upsertingSaboteurs } from './upserting-saboteurs.js';

/** Wrong databases, which the suite must reject, each by the case meant for it. */
export const repositorySaboteurs: readonly Saboteur<RepositoryHarness>[] = [
  ...creatingSaboteurs,
  ...upsertingSaboteurs,
  ...findingSaboteurs,
  ...pagingSaboteurs,
  ...aggregateSaboteurs,
  ...changingSaboteurs,
  ...deletingSaboteurs,
  ...auditingSaboteurs,
  ...transactionSaboteurs,
  ...savepointSaboteurs,
  ...abortingSaboteurs,
  ...isolationSaboteurs,
  ...lifecycleSaboteurs,
];
