import { createScript, type Script } from '@internal/redis';
import { NOW } from './server-time.js';

/** KEYS letters, letter data, due, parked · ARGV letter, delivery id, delivery → 1, or 0 where the letter is gone. */
export const REPLAY: Script = createScript(`${NOW}
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[4], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[3], now, ARGV[2])
return 1`);

/** KEYS letter data, due, parked · ARGV letter, delivery id, delivery → 1, or 0 where the letter is gone. */
export const DELIVER: Script = createScript(`${NOW}
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[2], now, ARGV[2])
return 1`);

/** KEYS letters, letter data → how many there were. */
export const CLEAR: Script = createScript(`
local count = redis.call('ZCARD', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return count`);

/** KEYS letters, letter data · ARGV first, last → the letters of these ranks, the last that died first. */
export const LETTERS: Script = createScript(`
local out = {}
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[1], ARGV[2])) do
  out[#out + 1] = redis.call('HGET', KEYS[2], id) or ''
end
return out`);
