import { createScript, type Script } from '@internal/redis';

/**
 * KEYS stream, last, last at · ARGV how many to keep, how many to drop at most, how many keys to forget at most → how many entries were
 * dropped, how many keys forgotten.
 *
 * Drops what every group has read and acknowledged, beyond what is to be kept, in whole nodes: it costs what it drops. Never what some
 * group has yet to read or has pending. An event key is forgotten once its last entry is no concern of any group. Consumers that are
 * gone for an hour, and have nothing pending, go as well.
 */
export const TRIM: Script = createScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 0} end
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
local past = leastMs and string.format('(%.0f', leastMs) or '+inf'
local keys = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', past, 'LIMIT', 0, ARGV[3])
if #keys > 0 then
  redis.call('HDEL', KEYS[2], unpack(keys))
  redis.call('ZREM', KEYS[3], unpack(keys))
end
local excess = math.min(redis.call('XLEN', KEYS[1]) - ARGV[1], tonumber(ARGV[2]))
if excess <= 0 then return {0, #keys} end
if not leastMs then return {redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[1], 'LIMIT', excess), #keys} end
local least = string.format('%.0f-%.0f', leastMs, leastSeq)
return {redis.call('XTRIM', KEYS[1], 'MINID', '~', least, 'LIMIT', excess), #keys}`);
