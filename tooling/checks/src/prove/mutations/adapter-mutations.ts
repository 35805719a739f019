import { append, json, remove, replace, type Mutation } from '../mutation.js';

const CORE = 'packages/core';
const MEMORY = 'packages/cache-memory';
const PINO = 'packages/logger-pino';
const gate = 'packages';

/** What a package lacks that its author forgot, and what the generator left for the author. */
export const adapterMutations: readonly Mutation[] = [
  {
    name: 'a README still has something to say',
    file: `${CORE}/README.md`,
    edit: append('TODO: what it does not do.'),
    gate,
    filter: CORE,
    expects: /packages\/core\/README\.md:\d+: something is still to be said: TODO: what it does not do\./,
  },
  {
    name: 'a description still has to be said',
    file: `${CORE}/package.json`,
    edit: json('description', 'TODO: what this is, in a few words.'),
    gate,
    filter: CORE,
    expects: /packages\/core\/package\.json: "description" is still to be said/,
  },
  {
    name: 'a method is not written',
    file: `${MEMORY}/src/errors.ts`,
    edit: append(`export const message: string = 'get is not written yet';`),
    gate,
    filter: MEMORY,
    expects: /cache-memory\/src\/errors\.ts: still has the error for what is not written yet/,
  },
  {
    name: 'an adapter does not run the suite of its port',
    file: `${MEMORY}/test/conformance.test.ts`,
    edit: remove(),
    gate,
    filter: MEMORY,
    expects: /packages\/cache-memory\/test: no test runs the suite of its port: runConformance\(cacheSuite/,
  },
  {
    name: 'an adapter runs the suite of its port without layers only',
    file: `${MEMORY}/test/conformance.test.ts`,
    edit: replace(/import \{[^}]*\} from '@infra\/layers';/, ''),
    gate,
    filter: MEMORY,
    expects: /packages\/cache-memory\/test: the suite is not run with layers around the adapter: decorate\(/,
  },
  {
    name: 'an adapter has no benchmark',
    file: 'benchmarks/src/contestants/loggers.ts',
    edit: replace(`'@infra/logger-pino'`, `'@infra/logger-console'`),
    gate,
    filter: PINO,
    expects: /@infra\/logger-pino: no benchmark in benchmarks\/src\/benches imports it/,
  },
  {
    name: 'an adapter is excused from a benchmark that it has',
    file: 'tooling/checks/unmeasured.json',
    edit: json('@infra/logger-pino', 'nobody cares'),
    gate,
    filter: PINO,
    expects: /@infra\/logger-pino is measured by now/,
  },
  {
    name: 'a new package is not announced',
    file: `${CORE}/package.json`,
    edit: json('version', '0.0.0'),
    gate,
    filter: CORE,
    expects: /@infra\/core: was never released, and no changeset announces it/,
  },
  {
    name: 'a released package has no change log',
    file: `${CORE}/CHANGELOG.md`,
    edit: remove(),
    gate,
    filter: CORE,
    expects: /packages\/core\/CHANGELOG\.md is missing/,
  },
  {
    name: 'a package has a budget that nobody measured',
    file: 'tooling/checks/size-budgets.json',
    edit: json('@infra/core *', 0),
    gate,
    filter: CORE,
    expects: /@infra\/core: export \* is \d+ bytes.*has no budget yet: write about five percent more, \d+,/,
  },
  {
    name: 'the template could be published',
    file: 'templates/adapter/package.json',
    edit: json('private', undefined),
    gate: 'laws',
    expects: /templates\/adapter\/package\.json: a template is private/,
  },
  {
    name: 'the template bundles what its offspring would not declare',
    file: 'templates/adapter/package.json',
    edit: json('dependencies mrmime', undefined),
    gate: 'laws',
    expects: /templates\/adapter\/package\.json: bundles @internal\/storage-rules, which needs mrmime/,
  },
  {
    name: 'a port changes and the template does not',
    file: 'internal/storage-rules/src/driver.ts',
    edit: replace(
      'export interface StorageDriver {',
      'export interface StorageDriver {\n  rename(from: string): void;',
    ),
    gate: 'typecheck',
    expects: /templates\/adapter\/src\/storage\/template-driver\.ts\(\d+,\d+\): error TS2420/,
  },
];
