import { createScript, type Script } from '@internal/redis';

/** Flags have `1` for each that is named, else `0`. */
const IS_FRESH = `local nextName
local function isFresh(index)
  if string.byte(ARGV[2], index) == 48 then return true end
  nextName = nextName + 1
  return redis.call('SET', KEYS[nextName], '1', 'NX', 'PX', ARGV[1]) and true
end
`;

/** KEYS stream, then one per named event · ARGV window, flags, then the text of each → 1 or 0 (a duplicate) for each. */
export const PUBLISH: Script = createScript(`${IS_FRESH}
local out = {}
nextName = 1
for i = 1, #ARGV[2] do
  local fresh = isFresh(i)
  if fresh then redis.call('XADD', KEYS[1], '*', 'e', ARGV[i + 2]) end
  out[i] = fresh and 1 or 0
end
return out`);

/**
 * The same for events with keys: each entry has its key, and the entry of that key before it.
 * KEYS stream, last, last at, then one per named event · ARGV window, flags, then text, key or '' of each → as above.
 */
export const PUBLISH_ORDERED: Script = createScript(`${IS_FRESH}
local out = {}
nextName = 3
for i = 1, #ARGV[2] do
  local fresh, text, key = isFresh(i), ARGV[2 * i + 1], ARGV[2 * i + 2]
  if fresh and key == '' then
    redis.call('XADD', KEYS[1], '*', 'e', text)
  elseif fresh then
    local before = redis.call('HGET', KEYS[2], key) or ''
    local id = redis.call('XADD', KEYS[1], '*', 'e', text, 'k', key, 'p', before)
    redis.call('HSET', KEYS[2], key, id)
    redis.call('ZADD', KEYS[3], string.match(id, '^%d+'), key)
  end
  out[i] = fresh and 1 or 0
end
return out`);
