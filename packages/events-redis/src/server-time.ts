/** `now` of a script, on the server's time: the clocks of processes differ. */
export const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
