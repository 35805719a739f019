import type { ConformanceSuite } from '../suite.js';
import { aggregateCases } from './aggregates.js';
import { auditingCases } from './auditing.js';
import { changingCases } from './changing.js';
import { creatingCases } from './creating.js';
import { deletingCases } from './deleting.js';
import { findingCases } from './finding.js';
import type { RepositoryHarness } from './harness.js';
import { isolationCases } from './isolation.js';
import { lifecycleCases } from './lifecycle.js';
import { pagingCases } from './paging.js';
import { transactionCases } from './transactions.js';

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
    ...findingCases,
    ...pagingCases,
    ...aggregateCases,
    ...changingCases,
    ...deletingCases,
    ...auditingCases,
    ...transactionCases,
    ...isolationCases,
    ...lifecycleCases,
  ],
};
