import type { Suite } from './harness/bench.js';
import type { SuiteName } from './harness/job.js';

/** Loaded one at a time, so that no suite runs beside the timers and sockets of another's libraries. */
export const suites: Readonly<Record<SuiteName, () => Promise<Suite>>> = {
  'result-errors': async () => (await import('./benches/result-errors.js')).resultErrors,
  'cache-memory': async () => (await import('./benches/cache-memory.js')).cacheMemory,
  'cache-redis': async () => (await import('./benches/cache-redis.js')).cacheRedis,
  logger: async () => (await import('./benches/logger.js')).logger,
  resilience: async () => (await import('./benches/resilience.js')).resilience,
  ratelimit: async () => (await import('./benches/ratelimit.js')).ratelimit,
  storage: async () => (await import('./benches/storage.js')).storage,
  queue: async () => (await import('./benches/queue.js')).queue,
  repository: async () => (await import('./benches/repository.js')).repository,
  metrics: async () => (await import('./benches/metrics.js')).metrics,
  events: async () => (await import('./benches/events.js')).events,
  observability: async () => (await import('./benches/observability.js')).observability,
  herd: async () => (await import('./benches/herd.js')).herd,
};
