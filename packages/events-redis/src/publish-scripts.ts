import { createScript, type Script } from '@internal/redis';

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
 * The same for events with keys: each entry has its key, and the entry of that key before it.
 * KEYS stream, last, last at, then one per named event · ARGV window, then named?, type, meta, data, key or '' of each → as above.
 */
export const PUBLISH_ORDERED: Script = createScript(`
local out, named = {}, 4
for i = 2, #ARGV, 5 do
  local fresh, key = true, ARGV[i + 4]
  if ARGV[i] == '1' then
    fresh = redis.call('SET', KEYS[named], '1', 'NX', 'PX', ARGV[1])
    named = named + 1
  end
  if fresh and key == '' then
    redis.call('XADD', KEYS[1], '*', 't', ARGV[i + 1], 'e', ARGV[i + 2], 'd', ARGV[i + 3])
  elseif fresh then
    local before = redis.call('HGET', KEYS[2], key) or ''
    local id = redis.call('XADD', KEYS[1], '*', 't', ARGV[i + 1], 'e', ARGV[i + 2], 'd', ARGV[i + 3], 'k', key, 'p', before)
    redis.call('HSET', KEYS[2], key, id)
    redis.call('ZADD', KEYS[3], string.match(id, '^%d+'), key)
  end
  out[#out + 1] = fresh and 1 or 0
end
return out`);
