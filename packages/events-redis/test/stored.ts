import type { Redis } from 'ioredis';

/** All keys of the namespaces that begin so. */
export async function keysOf(raw: Redis, beginning: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const batch of raw.scanStream({ match: `{${beginning}*`, count: 1_000 }))
    keys.push(...(batch as string[]));
  return keys;
}

/** Moves what these keys hold into the past, as if the time had passed. */
export async function advanceStored(raw: Redis, keys: readonly string[], ms: number): Promise<void> {
  for (const key of keys) {
    if (key.includes('}due:')) {
      for (const id of await raw.zrange(key, '0', '-1')) await raw.zadd(key, 'XX', 'INCR', -ms, id);
    } else if (key.includes('}id:')) {
      const left = await raw.pttl(key);
      if (left > ms) await raw.pexpire(key, left - ms);
      else await raw.del(key);
    }
  }
}

/** What a process had that was killed is with nobody, as it is once it has given no sign of life for long enough. */
export async function looseGrip(raw: Redis, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    if (key.includes('}leased:')) {
      for (const id of await raw.zrange(key, '0', '-1')) await raw.zadd(key, 'XX', 0, id);
    } else if (key.endsWith('}stream')) {
      for (const group of (await raw.xinfo('GROUPS', key)) as readonly (readonly unknown[])[])
        await idleEntries(raw, key, nameOf(group));
    }
  }
}

function nameOf(group: unknown): string {
  if (Array.isArray(group)) return String(group[group.indexOf('name') + 1]);
  return String((group as { readonly name: unknown }).name);
}

/** The entries of a group that were handed to somebody, as they are once that has given no sign of life for a day. */
export async function idleEntries(raw: Redis, key: string, group: string): Promise<void> {
  const pending = (await raw.xpending(key, group, '-', '+', 100)) as readonly (readonly [string, string])[];
  for (const [id, consumer] of pending) await raw.xclaim(key, group, consumer, 0, id, 'IDLE', 86_400_000, 'JUSTID');
}

/** All that these keys hold, as one text. */
export async function everythingOf(raw: Redis, keys: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const key of keys) {
    if (key.includes('}parked:')) texts.push(JSON.stringify(await raw.hgetall(key)));
    if (key.endsWith('}stream')) texts.push(JSON.stringify(await raw.xrange(key, '-', '+')));
  }
  return texts.join('\n');
}
