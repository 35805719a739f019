export type { RedisEventBusOptions } from './options.js';
export { createRedisEventBus, type RedisEventBus } from './redis-event-bus.js';
