import { createScript, type Script } from '@internal/redis';
import { NOW } from './server-time.js';

/** How long a place in the stream is, as `placeOf` writes it. */
const PLACE_LENGTH = 16 + 1 + 20;

/** An entry's id such that ids sort as texts: `held` is sorted so. */
export function placeOf(id: string): string {
  const [ms = '', seq = ''] = id.split('-');
  return `${ms.padStart(16, '0')}-${seq.padStart(20, '0')}`;
}

// A member of `held` is the key's length, the key, the place in the stream and the entry of the key before it: no key's members lie among
// those of another, whatever characters it has. What waits is let go in its order, and not before another member has come to the entry
// before it. The KEYS and the group are those of both scripts that need it.
const RELEASE = `local stream, busy, held, due, parked, group = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1]
local function prefixOf(key) return #key .. ':' .. key .. ':' end
local function isPending(id) return id ~= '' and #redis.call('XPENDING', stream, group, id, id, 1) > 0 end
local function release(key)
  local prefix = prefixOf(key)
  while true do
    local head = redis.call('ZRANGEBYLEX', held, '[' .. prefix, '(' .. prefix .. ':', 'LIMIT', 0, 1)[1]
    local place = head and string.sub(head, #prefix + 1, #prefix + ${String(PLACE_LENGTH)})
    if not head or isPending(string.sub(head, #prefix + ${String(PLACE_LENGTH)} + 1)) then
      redis.call('HDEL', busy, key)
      return 0
    end
    redis.call('ZREM', held, head)
    if redis.call('HEXISTS', parked, place) == 1 then
      redis.call('HSET', busy, key, place)
      redis.call('ZADD', due, now, place)
      return 1
    end
  end
end
`;

/**
 * Lets an entry with a key run only when the group is done with those before it (docs/adr/0007). In the order of the stream.
 * KEYS stream, busy, held, due, parked · ARGV group, consumer, then id, place, key, the entry of the key before it or '', 'run' or
 * 'pass', runs, crashes of each → for each 1 where it may run, else 0; then how many of those that waited may run now.
 *
 * One that has to wait leaves the stream. One that the group's pattern is not for leaves a mark in its place where another member has not
 * come to the one before: what comes after it must not overtake that one.
 */
export const GATE: Script = createScript(`${NOW}${RELEASE}
local out, released = {}, 0
local function parkedText(id, key, runs, crashes)
  local fields, found = (redis.call('XRANGE', stream, id, id)[1] or {id, {}})[2], {}
  for j = 1, #fields, 2 do found[fields[j]] = fields[j + 1] end
  local wire = cjson.encode({text = found['e'] or '', key = key})
  return '{"wire":' .. wire .. ',"runs":' .. runs .. ',"failed":0,"crashes":' .. crashes .. ',"failures":[]}'
end
for i = 3, #ARGV, 7 do
  local id, place, key, before, isPass = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4] == 'pass'
  local mine = redis.pcall('XPENDING', stream, group, id, id, 1)
  local mayRun = 0
  if not mine.err and mine[1] and mine[1][2] == ARGV[2] then
    local prefix = prefixOf(key)
    local holder = redis.call('HGET', busy, key)
    local isUnsure = holder ~= id and holder ~= before and isPending(before)
    local waits = isUnsure or (holder and holder ~= id)
      or (not holder and redis.call('ZLEXCOUNT', held, '[' .. prefix, '(' .. prefix .. place) > 0)
    if isUnsure or (waits and not isPass) then redis.call('ZADD', held, 0, prefix .. place .. before) end
    if waits and not isPass then redis.call('HSET', parked, place, parkedText(id, key, ARGV[i + 5], ARGV[i + 6])) end
    if waits or isPass then redis.call('XACK', stream, group, id) end
    if isPass and not waits then released = released + release(key) end
    if not waits and not isPass then
      redis.call('HSET', busy, key, id)
      mayRun = 1
    end
  end
  out[#out + 1] = mayRun
end
out[#out + 1] = released
return out`);

/**
 * Ends a delivery in one step, if it is still this consumer's: it is in one place before and after, whatever crashes. The next of its
 * key may run, where it was that key's turn.
 * KEYS stream, busy, held, due, parked, leased, letters, letter data, letter count · ARGV group, consumer, 'entry' or 'parked', id,
 * key or '', 'done', 'park' or 'bury', new id, text, wait → 1, 2 where the next of its key may run now, or 0 where it is not this
 * consumer's.
 */
export const SETTLE: Script = createScript(`${NOW}${RELEASE}
local id, key = ARGV[4], ARGV[5]
if ARGV[3] == 'entry' then
  local pending = redis.call('XPENDING', stream, group, id, id, 1)
  if not pending[1] or pending[1][2] ~= ARGV[2] then return 0 end
  redis.call('XACK', stream, group, id)
else
  if redis.call('HGET', parked, 'o:' .. id) ~= ARGV[2] then return 0 end
  redis.call('ZREM', KEYS[6], id)
  redis.call('HDEL', parked, id, 'o:' .. id, 'r:' .. id, 'c:' .. id)
end
local hasTurn = key ~= '' and redis.call('HGET', busy, key) == id
if ARGV[6] == 'park' then
  redis.call('HSET', parked, ARGV[7], ARGV[8])
  redis.call('ZADD', due, now + ARGV[9], ARGV[7])
  if hasTurn then redis.call('HSET', busy, key, ARGV[7]) end
  return 1
end
if ARGV[6] == 'bury' then
  redis.call('HSET', KEYS[8], ARGV[7], ARGV[8])
  redis.call('ZADD', KEYS[7], redis.call('INCR', KEYS[9]), ARGV[7])
end
return hasTurn and 1 + release(key) or 1`);
