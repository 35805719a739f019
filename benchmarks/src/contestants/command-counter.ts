import { Redis } from 'ioredis';

/** What clients say about themselves when they connect. */
const GREETINGS = new Set(['hello', 'client', 'info', 'auth', 'select', 'ping', 'command', 'monitor']);

/** How long the server may take to tell what it has run. */
const SETTLE_MS = 50;

/**
 * Counts the commands that clients send meanwhile, as MONITOR tells them. INFO commandstats would count what scripts
 * call inside the server as well, which costs no round trip.
 */
export async function countCommands<T>(url: string, work: () => Promise<T>): Promise<{ commands: number; value: T }> {
  const redis = new Redis(url);
  const monitor = await redis.monitor();
  let commands = 0;
  monitor.on('monitor', (_time: string, [name = '']: readonly string[], source: string) => {
    if (source !== 'lua' && !GREETINGS.has(name.toLowerCase())) commands += 1;
  });
  const value = await work();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  monitor.disconnect();
  redis.disconnect();
  return { commands, value };
}
