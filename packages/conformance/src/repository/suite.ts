import type { ConformanceSuite } from '../suite.js';
import { aggregateCases } from './aggregates.js';
import { auditingCases } from './auditing.js';
import { belongingCases } from './belonging.js';
import { changingCases } from './changing.js';
import { creatingCases } from './creating.js';
import { deletingCases } from './deleting.js';
import { findingCases } from './finding.js';
import { isolationCases } from './isolation.js';
import { lifecycleCases } from './lifecycle.js';
import { pagingCases } from './paging.js';
import { savepointCases } from './savepoints.js';
import { schemaVersionCases } from './schema-versions.js';
import { selectingCases } from './selecting.js';
import { transactionEndCases } from './transaction-ends.js';
import { transactionCases } from './transactions.js';
import { upsertingCases } from './upserting.js';
import { waitingCases } from './waiting.js';
import type { RepositoryHarness } from './harness.js';

export type {
  RepositoryHarness,
  RepositoryHarnessOptions,
  RepositoryUnderTest,
  SuiteItem,
  SuiteItems,
  SuiteNewItem,
  SuiteNewOrder,
  SuiteOrder,
  SuiteOrders,
} from './harness.js';
export { suiteItemFields, suiteOrderFields, suiteOrderRoles, upgradeSuiteItem } from './declarations.js';
export { wrapRepositories } from './harness.js';

/** Every promise of the ports for data: repositories with all their features, and the transactions that they share. */
export const repositorySuite: ConformanceSuite<RepositoryHarness> = {
  port: 'repository',
  cases: [
    ...creatingCases,
    ...upsertingCases,
    ...findingCases,
    ...selectingCases,
    ...pagingCases,
    ...aggregateCases,
    ...changingCases,
    ...schemaVersionCases,
    ...deletingCases,
    ...auditingCases,
    ...transactionCases,
    ...belongingCases,
    ...savepointCases,
    ...transactionEndCases,
    ...isolationCases,
    ...waitingCases,
    ...lifecycleCases,
  ],
};
