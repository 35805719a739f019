/**
 * KEYS allowance · ARGV units to take, capacity, units drained per microsecond → {1 allowed or 0, units used after it}.
 *
 * A key holds two doubles, the units used and the microseconds of the server's clock, and lives until everything has drained. Packed,
 * because reading and writing them as text took a third of the script's time. Should the server's clock have gone back, what is used
 * has not drained meanwhile, and drains on from now: nobody waits for the clock to catch up.
 */
export const CONSUME = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local take = tonumber(ARGV[1])
local tick = tonumber(ARGV[3])
local used = 0
local backwards = false
local raw = redis.call('GET', KEYS[1])
if raw and #raw == 16 then
  local before, at = struct.unpack('>dd', raw)
  local elapsed = now - at
  used = before
  if elapsed > 0 then
    used = used - elapsed * tick
    if used < 0 then used = 0 end
  end
  backwards = elapsed < 0
end
local after = used + take
local allowed = after <= tonumber(ARGV[2])
if allowed then used = after end
if used > 0 and (backwards or (allowed and take > 0)) then
  redis.call('SET', KEYS[1], struct.pack('>dd', used, now), 'PX', math.ceil(used / (tick * 1000)))
end
return {allowed and 1 or 0, used}`;
