import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** By text: what an adapter has is a handful of constants. */
const DIGESTS = new Map<string, string>();

function digest(source: string): string {
  const known = DIGESTS.get(source);
  if (known !== undefined) return known;
  const computed = createHash('sha1').update(source).digest('hex');
  DIGESTS.set(source, computed);
  return computed;
}

/** Runs a script by its digest; a server that does not know it yet gets the text. */
export async function runScript(
  client: Redis,
  source: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(digest(source), keys.length, ...keys, ...args);
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.startsWith('NOSCRIPT')) throw cause;
    return client.eval(source, keys.length, ...keys, ...args);
  }
}
