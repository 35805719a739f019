import './provided-context.js';

export { testRedis, type TestRedis } from './redis.js';
