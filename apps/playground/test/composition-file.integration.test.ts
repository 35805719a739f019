import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { compositionFile } from '../src/composition/composition-file.js';
import { defaultComposition, defaultSetup } from '../src/composition/composition.js';
import type { Setup } from '../src/composition/setup.js';
import type { Composition, Layers, PortView } from '../src/contract.js';
import { eachLayered, layersFor, layerTable, noLayers } from '../src/layers/layer-table.js';
import { packageRoot } from '../src/package-root.js';
import { portNames, registry } from '../src/providers/registry.js';
import { ensureBuilt } from './build.js';
import { DRIVER } from './copied-driver.js';

// The types of the packages are those that are installed: the built ones.
beforeAll(ensureBuilt, 180_000);

/** The registry without a look at what is needed. */
const ports: readonly PortView[] = portNames.map((name) => {
  const { title, group, summary, providers } = registry[name];
  const views = providers.map(({ need: _, ...provider }) => provider);
  return { name, title, group, summary, providers: views, layers: layersFor(name) };
});

/** Nobody else's lines depend on theirs: they take turns, for all of them with all others would be four times as many. */
const TAKING_TURNS: readonly string[] = ['queue', 'events', 'database'];

const compositions = ports
  .filter(({ name }) => !TAKING_TURNS.includes(name))
  .reduce<readonly Composition[]>(
    (all, { name, providers }) =>
      all.flatMap((one) => providers.map((provider) => ({ ...one, [name]: provider.name }))),
    [defaultComposition],
  )
  .map((one, index) => {
    const queue = registry.queue.providers[index % 4 < 2 ? 0 : 1]?.name ?? one.queue;
    const events = registry.events.providers[index % 8 < 4 ? 0 : 1]?.name ?? one.events;
    const database = registry.database.providers[index % 3]?.name ?? one.database;
    return { ...one, queue, events, database };
  });

/** Every layer that a port can have. */
const allLayers: Layers = eachLayered((port) => Object.fromEntries(layersFor(port).map(({ name }) => [name, {}])));

const setups: readonly Setup[] = [
  ...compositions.map((composition, index) => ({ composition, layers: index % 2 === 0 ? noLayers : allLayers })),
  { composition: defaultComposition, layers: allLayers },
  // Each layer on its own, and each missing on its own.
  ...layerTable.flatMap(({ name }) => {
    const { [name]: _, ...others } = allLayers.storage;
    return [{ [name]: {} }, others].map((storage) => ({ ...defaultSetup, layers: { ...noLayers, storage } }));
  }),
];

test('every composition that can be chosen compiles as it is copied', () => {
  const files = new Map(
    setups.map((setup, index) => [
      join(packageRoot(), `test/copied-${index}.ts`),
      compositionFile(setup, ports).text + DRIVER,
    ]),
  );
  expect(compositions.length).toBe(144);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    ...{ strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    ...{ noPropertyAccessFromIndexSignature: true, noUnusedLocals: true, noUnusedParameters: true },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, language, ...rest) : ts.createSourceFile(name, text, language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = [...files.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
}, 120_000);

test('what is installed is what is imported, and what that needs beside it', () => {
  const composition = { ...defaultComposition, cache: 'redis', storage: 's3', logger: 'pino' };
  const { install, text } = compositionFile({ composition, layers: noLayers }, ports);
  expect(install).toBe(
    'npm install @infra/core @infra/container @infra/logger-pino pino @infra/monitoring-memory ' +
      '@infra/ratelimit-memory @infra/cache-redis ioredis @infra/storage-s3 @aws-sdk/client-s3 @infra/repository-memory @infra/queue-memory ' +
      '@infra/events-memory @infra/outbox',
  );
  expect(text).toContain(`.add('cache', () => createRedisCache({ url: env('REDIS_URL') }))`);
  expect(text.indexOf(`add('logger'`)).toBeLessThan(text.indexOf(`add('cache'`));
});

test('a database comes with all that is done in its transactions, within its layers', () => {
  const layers: Layers = { ...noLayers, database: { timeout: {} } };
  const composition = { ...defaultComposition, database: 'postgres' };
  const { install, text } = compositionFile({ composition, layers }, ports);
  expect(install).toContain(' @infra/repository-drizzle drizzle-orm pg ');
  expect(install).toMatch(/ @infra\/outbox$/);
  expect(install).not.toContain('pg-core');
  expect(text.indexOf('const orderTable = pgTable(')).toBeLessThan(text.indexOf('createApp()'));
  expect(text).toContain(`  .add('database', () => createDrizzleDatabase({ url: env('DATABASE_URL') }))
  .add('databaseLayers', () =>
    pipeline({
      attemptTimeout: { ms: 500 },
    }),
  )
  .add('migrations', ({ database }) => migrate(database))
  .add('transactions', ({ database, databaseLayers }) => decorate(database, transactionManagerSpec, databaseLayers))
  .add('orders', ({ database, databaseLayers }) =>
    decorate(
      createDrizzleRepository({
        database,
        table: orderTable,`);
  // What publishes is there when the relay begins, and there until it has ended.
  const order = ['outboxStore', 'inboxStore', 'events', 'outbox', 'inbox', 'relay'];
  const places = order.map((name) => text.indexOf(`.add('${name}'`));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('the table of the copied file is that of the playground, and so is what makes it', async () => {
  const { text } = compositionFile(
    { ...defaultSetup, composition: { ...defaultComposition, database: 'pglite' } },
    ports,
  );
  const table = await readFile(join(packageRoot(), 'src/data/order-table.ts'), 'utf8');
  expect(text).toContain(table.slice(table.indexOf('export const orderTable')).trim());
  expect(text).toContain(/const time = .*/.exec(table)?.[0] ?? 'no such line');
  const migration = await readFile(join(packageRoot(), 'migrations/0000_orders.sql'), 'utf8');
  const plain = (sql: string): string => sql.toLowerCase().replaceAll(/ if not exists| using btree|["\s]/g, '');
  const made = [...text.matchAll(/sql`(create [^`]*)`/g)].map(([, statement = '']) => plain(statement));
  expect(made).toEqual(
    migration.split('--> statement-breakpoint').map((statement) => plain(statement).replace(/;$/, '')),
  );
});

test('layers come out as a pipeline around the adapter, in its order, with what they need', () => {
  const layers: Layers = { ...noLayers, cache: { timeout: { ms: 1_500 }, retry: {}, observe: {}, ratelimit: {} } };
  const { install, text } = compositionFile({ composition: defaultComposition, layers }, ports);
  expect(install).toMatch(/@infra\/layers @infra\/resilience @infra\/observability @infra\/outbox$/);
  expect(text).toContain(`  .add('cacheLimit', () => createMemoryRateLimiter({ limit: 500, windowMs: 1_000 }))
  .add('cache', ({ logger, metrics, tracer, cacheLimit }) =>
    decorate(
      createMemoryCache(),
      cacheSpec,
      pipeline({
        observe: observe({ logger, metrics, tracer }),
        rateLimit: { limiter: cacheLimit, onLimiterError: 'fail-open' },
        retry: { maxAttempts: 3, initialDelayMs: 50 },
        observeAttempts: observeAttempts({ logger, metrics, tracer }),
        attemptTimeout: { ms: 1_500 },
      }),
    ),
  )`);
});
