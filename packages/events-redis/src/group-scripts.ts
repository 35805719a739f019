import { createScript, type Script } from '@internal/redis';
import { NOW } from './server-time.js';

/** KEYS stream → name, pending, lag (-1 where the server does not know it) of each consumer group. */
export const GROUPS: Script = createScript(`
local out = {}
if redis.call('EXISTS', KEYS[1]) == 0 then return out end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
  local lag = info['lag']
  if not lag then lag = #redis.call('XRANGE', KEYS[1], '(' .. info['last-delivered-id'], '+', 'COUNT', 10000) end
  out[#out + 1] = {info['name'], info['pending'], lag}
end
return out`);

/** KEYS due, leased, members, held → due by now, due later, leased, members, held. */
export const COUNT: Script = createScript(`${NOW}
return {redis.call('ZCOUNT', KEYS[1], '-inf', now), redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf'),
  redis.call('ZCARD', KEYS[2]), redis.call('ZCOUNT', KEYS[3], now, '+inf'), redis.call('ZCARD', KEYS[4])}`);

/** KEYS stream, members, due, leased, parked, busy, held · ARGV group → 1, 0 where there is none, -1 where somebody takes events for it. */
export const REMOVE: Script = createScript(`${NOW}
if redis.call('ZCOUNT', KEYS[2], now, '+inf') > 0 then return -1 end
local destroyed = 0
if redis.call('EXISTS', KEYS[1]) == 1 then destroyed = redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) end
local kept = redis.call('DEL', KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('DEL', KEYS[2])
return (destroyed + kept > 0) and 1 or 0`);
