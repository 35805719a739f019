import { createScript, runScript, type Script } from '@internal/redis';
import type { Redis } from 'ioredis';

// An entry without tags is its payload. One with tags is `#<length>:<header><payload>`, where the header is a JSON list
// of tag, token, tag, token: the entry is valid while each tag's key still holds that token. To invalidate a tag is to
// delete its key; tokens are random, so a tag that comes back never revives an old entry, and no clock is compared.

/** `split(raw)` → header list or false, payload. `valid(list, prefix)` → whether all its tags still hold. */
const COMMON = `
local function split(raw)
  if string.byte(raw, 1) ~= 35 then return false, raw end
  local colon = string.find(raw, ':', 2, true)
  local length = colon and tonumber(string.sub(raw, 2, colon - 1))
  if not length then return false, raw end
  local ok, list = pcall(cjson.decode, string.sub(raw, colon + 1, colon + length))
  if not ok or type(list) ~= 'table' then return false, raw end
  return list, string.sub(raw, colon + length + 1)
end
local function valid(list, prefix)
  if not list then return true end
  for i = 1, #list, 2 do
    if redis.call('GET', prefix .. list[i]) ~= list[i + 1] then return false end
  end
  return true
end
local function keep(key, ttl)
  local left = redis.call('PTTL', key)
  if ttl == '' then
    if left >= 0 then redis.call('PERSIST', key) end
  elseif left >= 0 and left < tonumber(ttl) then
    redis.call('PEXPIRE', key, ttl)
  end
end
local function tokens(prefix, fresh, ttl, first)
  local list = {}
  for i = first, #ARGV do
    local key = prefix .. ARGV[i]
    local token = redis.call('GET', key)
    if token then
      keep(key, ttl)
    else
      token = fresh
      if ttl == '' then redis.call('SET', key, token) else redis.call('SET', key, token, 'PX', ttl) end
    end
    list[#list + 1] = ARGV[i]
    list[#list + 1] = token
  end
  return list
end
local function store(key, list, payload, ttl, mode)
  local raw = payload
  if #list > 0 then
    local header = cjson.encode(list)
    raw = '#' .. #header .. ':' .. header .. payload
  end
  if ttl == '' then
    if mode then return redis.call('SET', key, raw, mode) end
    return redis.call('SET', key, raw)
  end
  if mode then return redis.call('SET', key, raw, 'PX', ttl, mode) end
  return redis.call('SET', key, raw, 'PX', ttl)
end
`;

/** KEYS entries · ARGV tag prefix → payload or nil for each. One round trip, however many tags there are. */
const READ = `${COMMON}
local out = {}
for i = 1, #KEYS do
  local raw = redis.call('GET', KEYS[i])
  if raw then
    local list, payload = split(raw)
    out[i] = valid(list, ARGV[1]) and payload
  else
    out[i] = false
  end
end
return out`;

/** KEYS entry · ARGV tag prefix, fresh token, ttl, payload, tags… */
const WRITE = `${COMMON}
store(KEYS[1], tokens(ARGV[1], ARGV[2], ARGV[3], 5), ARGV[4], ARGV[3])
return 1`;

/** KEYS entries, then their fences · ARGV tag prefix → how many valid entries there were. The fences stop loads under way. */
const DELETE = `${COMMON}
local count = 0
local half = #KEYS / 2
for i = 1, half do
  local raw = redis.call('GET', KEYS[i])
  if raw and valid(split(raw), ARGV[1]) then count = count + 1 end
end
redis.call('UNLINK', unpack(KEYS))
return count`;

/** KEYS entry · ARGV tag prefix, delta, ttl → the sum, or nil where there is no integer to add to. */
const INCREMENT = `${COMMON}
local limit = 9007199254740991
local raw = redis.call('GET', KEYS[1])
local list, payload
if raw then
  list, payload = split(raw)
  if not valid(list, ARGV[1]) then raw = false end
end
if not raw then
  store(KEYS[1], {}, ARGV[2], ARGV[3])
  return tonumber(ARGV[2])
end
if not (payload == '0' or string.match(payload, '^-?[1-9]%d*$')) then return false end
local sum = tonumber(payload) + tonumber(ARGV[2])
if math.abs(tonumber(payload)) > limit or math.abs(sum) > limit then return false end
local head = string.sub(raw, 1, #raw - #payload)
redis.call('SET', KEYS[1], head .. string.format('%.0f', sum), 'KEEPTTL')
return sum`;

/**
 * KEYS entry, fence · ARGV tag prefix, fresh tag token, ttl, own fence token, fence ttl, unusable payload or '', tags…
 * → {1, payload} there is one; {2} somebody else loads; {3} the load is ours.
 * A fence is written like an entry: once one of its tags is invalidated it holds nobody back.
 */
const CLAIM = `${COMMON}
local raw = redis.call('GET', KEYS[1])
if raw then
  local list, payload = split(raw)
  if valid(list, ARGV[1]) and payload ~= ARGV[6] then return {1, payload} end
  redis.call('DEL', KEYS[1])
end
local held = redis.call('GET', KEYS[2])
if held and valid(split(held), ARGV[1]) then return {2} end
store(KEYS[2], tokens(ARGV[1], ARGV[2], ARGV[3], 7), ARGV[4], ARGV[5])
return {3}`;

/** KEYS fence · ARGV own fence token, fence ttl → whether the load is still ours. */
const RENEW = `${COMMON}
local held = redis.call('GET', KEYS[1])
if not held then return 0 end
local _, token = split(held)
if token ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/**
 * KEYS entry, fence · ARGV tag prefix, own fence token, ttl, payload or '' to give up → 1 when stored.
 * A load that a delete or an invalidation overtook finds its fence or a tag's token gone, and stores nothing.
 */
const FILL = `${COMMON}
local held = redis.call('GET', KEYS[2])
if not held then return 0 end
local list, token = split(held)
if token ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
if ARGV[4] == '' or not valid(list, ARGV[1]) then return 0 end
list = list or {}
for i = 1, #list, 2 do keep(ARGV[1] .. list[i], ARGV[3]) end
if store(KEYS[1], list, ARGV[4], ARGV[3], 'NX') then return 1 end
return 0`;

export type ScriptName = 'READ' | 'WRITE' | 'DELETE' | 'INCREMENT' | 'CLAIM' | 'RENEW' | 'FILL';

const SOURCES: Readonly<Record<ScriptName, string>> = { READ, WRITE, DELETE, INCREMENT, CLAIM, RENEW, FILL };

const SCRIPTS = new Map<ScriptName, Script>();

function scriptOf(name: ScriptName): Script {
  const known = SCRIPTS.get(name);
  if (known !== undefined) return known;
  const created = createScript(SOURCES[name]);
  SCRIPTS.set(name, created);
  return created;
}

/** Runs a script in one round trip. */
export function runCacheScript(
  client: Redis,
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  return runScript(client, scriptOf(name), keys, args);
}
