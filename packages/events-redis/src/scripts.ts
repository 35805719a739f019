import { createScript, type Script } from '@internal/redis';

// On the server's time: the clocks of processes differ.
const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS stream, then one per named event · ARGV window, then named?, type, meta, data of each → 1 or 0 (a duplicate) for each. */
export const PUBLISH: Script = createScript(`
local out, key = {}, 2
for i = 2, #ARGV, 4 do
  local fresh = true
  if ARGV[i] == '1' then
    fresh = redis.call('SET', KEYS[key], '1', 'NX', 'PX', ARGV[1])
    key = key + 1
  end
  if fresh then redis.call('XADD', KEYS[1], '*', 't', ARGV[i + 1], 'e', ARGV[i + 2], 'd', ARGV[i + 3]) end
  out[#out + 1] = fresh and 1 or 0
end
return out`);

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

/**
 * Ends a delivery in one step, if it is still this consumer's: it is in one place before and after, whatever crashes.
 * KEYS stream, due, leased, parked, letters, letter data, letter count · ARGV 'entry' or 'parked', group, consumer, id,
 * 'done', 'park' or 'bury', new id, text, wait → 1, or 0 where it is not.
 */
export const SETTLE: Script = createScript(`${NOW}
local id = ARGV[4]
if ARGV[1] == 'entry' then
  local pending = redis.call('XPENDING', KEYS[1], ARGV[2], id, id, 1)
  if not pending[1] or pending[1][2] ~= ARGV[3] then return 0 end
  redis.call('XACK', KEYS[1], ARGV[2], id)
else
  if redis.call('HGET', KEYS[4], 'o:' .. id) ~= ARGV[3] then return 0 end
  redis.call('ZREM', KEYS[3], id)
  redis.call('HDEL', KEYS[4], id, 'o:' .. id, 'r:' .. id, 'c:' .. id)
end
if ARGV[5] == 'park' then
  redis.call('HSET', KEYS[4], ARGV[6], ARGV[7])
  redis.call('ZADD', KEYS[2], now + ARGV[8], ARGV[6])
elseif ARGV[5] == 'bury' then
  redis.call('HSET', KEYS[6], ARGV[6], ARGV[7])
  redis.call('ZADD', KEYS[5], redis.call('INCR', KEYS[7]), ARGV[6])
end
return 1`);

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

/** KEYS due, leased, members → due by now, due later, leased, members. */
export const COUNT: Script = createScript(`${NOW}
return {redis.call('ZCOUNT', KEYS[1], '-inf', now), redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf'),
  redis.call('ZCARD', KEYS[2]), redis.call('ZCOUNT', KEYS[3], now, '+inf')}`);

/** KEYS stream, members, due, leased, parked · ARGV group → 1, 0 where there is none, -1 where somebody takes events for it. */
export const REMOVE: Script = createScript(`${NOW}
if redis.call('ZCOUNT', KEYS[2], now, '+inf') > 0 then return -1 end
local destroyed = 0
if redis.call('EXISTS', KEYS[1]) == 1 then destroyed = redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) end
local kept = redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
redis.call('DEL', KEYS[2])
return (destroyed + kept > 0) and 1 or 0`);

/**
 * KEYS stream: drops what every group has read and acknowledged, in whole nodes, so that it costs little. Never what some group
 * has yet to read or has pending. Consumers that are gone for an hour, and have nothing pending, go as well.
 */
export const TRIM: Script = createScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local function split(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local leastMs, leastSeq
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local info = {}
  for i = 1, #group, 2 do info[group[i]] = group[i + 1] end
  local ms, seq
  if info['pending'] > 0 then
    ms, seq = split(redis.call('XPENDING', KEYS[1], info['name'])[2])
  else
    ms, seq = split(info['last-delivered-id'])
    seq = seq + 1
  end
  if not leastMs or ms < leastMs or (ms == leastMs and seq < leastSeq) then leastMs, leastSeq = ms, seq end
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], info['name'])) do
    local one = {}
    for i = 1, #consumer, 2 do one[consumer[i]] = consumer[i + 1] end
    if one['pending'] == 0 and one['idle'] > 3600000 then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], info['name'], one['name'])
    end
  end
end
if not leastMs then return redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', 0) end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f-%.0f', leastMs, leastSeq))`);
