import type { HerdClient } from './herd-clients.js';

/** How long a load takes. */
export const LOAD_MS = 50;

export interface Stampede {
  /** How often the loader ran. */
  readonly loads: number;
  /** From the first call to the last answer. */
  readonly ms: number;
}

/** Lets `callers` want the same missing key at once. */
export async function stampede(client: HerdClient, key: string, callers: number, fails: boolean): Promise<Stampede> {
  let loads = 0;
  const load = async (): Promise<string> => {
    loads += 1;
    await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
    if (fails) throw new Error('The source is down.');
    return 'loaded';
  };
  const started = performance.now();
  await Promise.allSettled(Array.from({ length: callers }, () => client.getOrSet(key, load)));
  return { loads, ms: performance.now() - started };
}
