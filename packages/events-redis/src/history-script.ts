import { createScript, type Script } from '@internal/redis';
import { NOW } from './server-time.js';

/** KEYS stream, due, parked · ARGV group, then delivery id, delivery of each → 1, or 0 where there is no such group. */
export const REDELIVER: Script = createScript(`${NOW}
if redis.pcall('XPENDING', KEYS[1], ARGV[1]).err then return 0 end
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[2], now, ARGV[i])
end
return 1`);
