import { redactMessage, redactUrl } from './redact.js';
import { ping, probeTarget } from './redis-probe.js';
import type { RedisSource } from './redis-binary.js';
import { startRedis } from './redis-server.js';

/** A Redis to work with: somebody's own, or a private one. */
export interface ProvidedRedis {
  /** With credentials, if `REDIS_URL` has some: not for printing. */
  readonly url: string;
  readonly source: 'environment' | RedisSource;
  /** One line for people, without secrets. */
  readonly description: string;
  /** Ends a server that was started here; one from the environment stays. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const PATIENCE_MS = 2_000;

/**
 * "Just give me a Redis": the one of `REDIS_URL`, else a private one. A `REDIS_URL` that answers no PING within
 * 2 seconds is an error and never replaced by something else; the error does not show its password.
 */
export async function provideRedis(): Promise<ProvidedRedis> {
  const url = process.env['REDIS_URL'];
  if (url === undefined || url === '') return startRedis();
  const failure = await answer(url);
  if (failure !== undefined) {
    throw new Error(
      `REDIS_URL is set to ${redactUrl(url)}, but no Redis answers a PING there: ${failure}. ` +
        'Start that server, or unset REDIS_URL to have a private one started.',
    );
  }
  const close = async (): Promise<void> => undefined;
  const description = `the Redis of REDIS_URL (${redactUrl(url)})`;
  return { url, source: 'environment', description, close, [Symbol.asyncDispose]: close };
}

async function answer(url: string): Promise<string | undefined> {
  try {
    const line = await ping(probeTarget(url), PATIENCE_MS);
    return line === '+PONG' ? undefined : `it answered "${redactMessage(line, url)}"`;
  } catch (error) {
    // Without the original as its cause: an error of the URL parser carries the whole URL.
    return redactMessage(error, url);
  }
}
