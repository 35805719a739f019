import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A script, and the name by which a server that has seen it knows it. */
export interface Script {
  readonly source: string;
  readonly digest: string;
}

export function createScript(source: string): Script {
  return { source, digest: createHash('sha1').update(source).digest('hex') };
}

/** Runs a script by its digest; a server that does not know it yet gets the text. */
export async function runScript(
  client: Redis,
  { source, digest }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(digest, keys.length, ...keys, ...args);
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.startsWith('NOSCRIPT')) throw cause;
    return client.eval(source, keys.length, ...keys, ...args);
  }
}
