export { RECONNECT_MAX_MS } from './client.js';
export { asRedis, copyOf } from './cluster.js';
export { RedisConnection, type ConnectionOptions } from './connection.js';
export { createRedisFailures, PROVIDER, type RedisFailures } from './errors.js';
export { redisHealth } from './health.js';
export { report } from './report.js';
export { createScript, runScript, type Script } from './run-script.js';
export { targetProblem, type RedisTarget } from './target.js';
