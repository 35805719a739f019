import type { Redis } from 'ioredis';

async function keysOf(raw: Redis, match: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const batch of raw.scanStream({ match, count: 1_000 })) keys.push(...(batch as string[]));
  return keys;
}

/**
 * Moves the wall clock of this process, by which BullMQ and its scripts go, on top of the real one. Dates stay what they are, so that
 * nobody takes them for instances of something else.
 */
export function shiftableDate(): { advance(ms: number): void } {
  const RealDate = Date;
  let shiftMs = 0;
  const now = (): number => RealDate.now() + shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: readonly unknown[]) =>
      args.length === 0 ? new RealDate(now()) : (Reflect.construct(target, args) as Date),
    get: (target, name): unknown => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return { advance: (ms) => (shiftMs += ms) };
}

/** Has the workers of a run look at what is due. */
export async function wakeWorkers(raw: Redis, run: string): Promise<void> {
  for (const key of await keysOf(raw, `{${run}*:meta`)) {
    await raw.zadd(`${key.slice(0, -':meta'.length)}:marker`, 0, '0');
  }
}

/** What time does to the leases of a process that was killed. */
export async function forgetLeases(raw: Redis, queue: string): Promise<void> {
  const locks = await keysOf(raw, `{${queue}*:lock`);
  if (locks.length > 0) await raw.del(...locks);
}
