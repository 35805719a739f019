import { neutralLayers, repositorySuite, runConformance, wrapRepositories } from '@infra/conformance';
import { decorate, repositorySpec, transactionManagerSpec } from '@infra/layers';
import { describe, test } from 'vitest';
import { postgresHarness } from './postgres.js';

describe('bare', () => {
  runConformance(repositorySuite, postgresHarness(), test);
});

describe('decorated', () => {
  const wrapped = wrapRepositories(postgresHarness(), {
    orders: (orders) => decorate(orders, repositorySpec, ...neutralLayers()),
    items: (items) => decorate(items, repositorySpec, ...neutralLayers()),
    transactions: (transactions) => decorate(transactions, transactionManagerSpec, ...neutralLayers()),
  });
  runConformance(repositorySuite, wrapped, test);
});
