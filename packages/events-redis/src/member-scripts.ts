import { createScript, type Script } from '@internal/redis';
import { NOW } from './server-time.js';

/**
 * KEYS stream · ARGV group, beginning. A group that is there stays as it is. A script, for ioredis 5 does not know that XGROUP has a key,
 * and sends it to any node of a cluster.
 */
export const MAKE: Script = createScript(`
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2], 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
return 1`);

/**
 * KEYS due, leased, parked, members · ARGV consumer, its TTL, most, lease → id, delivery, runs, crashes of each that was taken.
 * What was leased by somebody who is gone falls due again.
 */
export const TAKE: Script = createScript(`${NOW}
redis.call('ZADD', KEYS[4], now + ARGV[2], ARGV[1])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], id)
  redis.call('ZADD', KEYS[1], now, id)
  redis.call('HDEL', KEYS[3], 'o:' .. id)
  redis.call('HINCRBY', KEYS[3], 'c:' .. id, 1)
end
local out = {}
if tonumber(ARGV[3]) > 0 then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZADD', KEYS[2], now + ARGV[4], id)
    redis.call('HSET', KEYS[3], 'o:' .. id, ARGV[1])
    out[#out + 1] = id
    out[#out + 1] = redis.call('HGET', KEYS[3], id) or ''
    out[#out + 1] = redis.call('HINCRBY', KEYS[3], 'r:' .. id, 1)
    out[#out + 1] = tonumber(redis.call('HGET', KEYS[3], 'c:' .. id) or '0')
  end
end
return out`);

/** KEYS stream, leased, parked · ARGV group, consumer, lease, then kind and id of each → those that are this consumer's no longer. */
export const KEEP: Script = createScript(`${NOW}
local lost = {}
for i = 4, #ARGV, 2 do
  local id = ARGV[i + 1]
  if ARGV[i] == 'entry' then
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)
    if pending[1] and pending[1][2] == ARGV[2] then
      redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'JUSTID')
    else
      lost[#lost + 1] = id
    end
  elseif redis.call('HGET', KEYS[3], 'o:' .. id) == ARGV[2] then
    redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], id)
  else
    lost[#lost + 1] = id
  end
end
return lost`);

/** KEYS stream, members · ARGV group, consumer: a consumer with pending entries is never deleted, or they would be lost. */
export const LEAVE: Script = createScript(`
redis.call('ZREM', KEYS[2], ARGV[2])
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if pending.err == nil and #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
return 1`);
