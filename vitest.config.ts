import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Workspace imports resolve to sources, so that no test waits for a build. */
const sources = (['packages', 'internal', 'tooling'] as const).flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({
      find: new RegExp(`^@${folder === 'packages' ? 'infra' : folder}/${entry.name}$`),
      replacement: `${root}/${folder}/${entry.name}/src/index.ts`,
    })),
);

const setupFiles = ['tooling/servers/src/vitest/no-leaks.ts'];
const integration = ['**/*.integration.test.ts'];
const soak = ['**/*.soak.test.ts'];
/** Those that need PostgreSQL, which takes half a second to start. */
const postgres = ['packages/*-drizzle/**/*.integration.test.ts'];
const never = ['**/node_modules/**', '**/dist/**', 'apps/playground/web/**'];

/** A project per way of running. The name's ending says which: `.integration.test.ts` may use real servers. */
export default defineConfig({
  resolve: { alias: sources },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,internal,tooling,templates,apps,benchmarks}/**/*.test.ts'],
          exclude: [...never, ...integration, ...soak],
          // Each file in a thread of its own: what a test leaves behind (on Node 20 an AsyncLocalStorage that was in use) slows every promise of
          // the tests after it.
          pool: 'threads',
          isolate: true,
          // A bound on what hangs, not a measure of speed: property tests take their time on a busy machine.
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: integration,
          exclude: [...never, ...postgres],
          pool: 'forks',
          setupFiles,
          globalSetup: 'tooling/servers/src/vitest/global-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration-postgres',
          include: postgres,
          exclude: never,
          pool: 'forks',
          setupFiles,
          globalSetup: 'tooling/servers/src/vitest/global-setup-postgres.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The same against the next major of drizzle.
        extends: true,
        resolve: {
          alias: [
            {
              find: /^drizzle-orm(?=\/|$)/,
              replacement: `${root}/packages/repository-drizzle/node_modules/drizzle-orm1`,
            },
          ],
        },
        test: {
          name: 'integration-drizzle1',
          include: postgres,
          exclude: never,
          pool: 'forks',
          setupFiles,
          globalSetup: 'tooling/servers/src/vitest/global-setup-postgres.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The same tests of the Redis adapters against the older major of the SDK that they support. BullMQ works with the client that it
        // is given, and loads no ioredis of its own.
        extends: true,
        resolve: { alias: [{ find: /^ioredis$/, replacement: `${root}/packages/cache-redis/node_modules/ioredis5` }] },
        test: {
          name: 'integration-ioredis5',
          include: [
            'packages/*-redis/**/*.integration.test.ts',
            'packages/queue-bullmq/test/{cluster,conformance,outage,tls}.integration.test.ts',
          ],
          exclude: never,
          pool: 'forks',
          setupFiles,
          globalSetup: 'tooling/servers/src/vitest/global-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: soak,
          exclude: never,
          pool: 'forks',
          setupFiles,
          globalSetup: 'tooling/servers/src/vitest/global-setup.ts',
          testTimeout: 15 * 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
