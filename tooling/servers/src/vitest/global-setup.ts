import type { TestProject } from 'vitest/node';
import { provideRedis } from '../provide-redis.js';
import './provided-context.js';
import { share } from './shared.js';

/** Vitest globalSetup: one Redis for all projects of the run, as `redisUrl`; says once which one it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, release } = await share('redis', async () => {
    const server = await provideRedis();
    project.vitest.logger.log(`Redis of this run: ${server.description}`);
    return server;
  });
  project.provide('redisUrl', url);
  return release;
}
