import type { TestProject } from 'vitest/node';
import { providePostgres } from '../provide-postgres.js';
import './provided-context.js';
import { share } from './shared.js';

/**
 * Vitest globalSetup: one PostgreSQL for all projects of the run, as `postgresUrl`; says once which one it is.
 * Apart from the Redis one, because it costs half a second and a project should pay only for what it uses.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, release } = await share('postgres', async () => {
    const server = await providePostgres();
    project.vitest.logger.log(`PostgreSQL of this run: ${server.description}`);
    return server;
  });
  project.provide('postgresUrl', url);
  return release;
}
