/**
 * KEYS allowance · ARGV units to take, capacity, units drained per microsecond → {1 allowed or 0, units used after it}.
 *
 * A key holds `<units used> <microseconds of the server's clock>`, and lives until everything has drained. Should the server's clock
 * have gone back, what is used has not drained meanwhile, and drains on from now: nobody waits for the clock to catch up.
 */
export const CONSUME = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local take, capacity, tick = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = 0
local backwards = false
local raw = redis.call('GET', KEYS[1])
if raw then
  local before, at = string.match(raw, '^(%d+) (%d+)$')
  if before then
    used = tonumber(before)
    local elapsed = now - tonumber(at)
    if elapsed > 0 then used = math.max(0, used - elapsed * tick) end
    backwards = elapsed < 0
  end
end
local allowed = used + take <= capacity
if allowed then used = used + take end
if used > 0 and (backwards or (allowed and take > 0)) then
  local px = string.format('%.0f', math.ceil(used / (tick * 1000)))
  redis.call('SET', KEYS[1], string.format('%.0f %.0f', used, now), 'PX', px)
end
return {allowed and 1 or 0, used}`;
