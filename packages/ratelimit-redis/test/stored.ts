import type { Redis } from 'ioredis';

/** What a key holds: two doubles. */
export interface Stored {
  readonly used: number;
  readonly at: number;
}

export async function readStored(raw: Redis, key: string): Promise<Stored | undefined> {
  const bytes = await raw.getBuffer(key);
  return bytes === null ? undefined : { used: bytes.readDoubleBE(0), at: bytes.readDoubleBE(8) };
}

export async function writeStored(raw: Redis, key: string, { used, at }: Stored, ttlMs: number): Promise<void> {
  const bytes = Buffer.alloc(16);
  bytes.writeDoubleBE(used, 0);
  bytes.writeDoubleBE(at, 8);
  await raw.set(key, bytes, 'PX', ttlMs);
}

/** Moves what these keys hold into the past, and their end closer, as if the time had passed. */
export async function advanceStored(raw: Redis, keys: readonly string[], ms: number): Promise<void> {
  for (const key of keys) {
    const [stored, left] = await Promise.all([readStored(raw, key), raw.pttl(key)]);
    if (stored === undefined || left <= ms) await raw.del(key);
    else await writeStored(raw, key, { used: stored.used, at: stored.at - ms * 1_000 }, Math.round(left - ms));
  }
}
