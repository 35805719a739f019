import type { InfraError, OnError, RateLimitDecision, RateLimiter } from '@infra/core';
import { createReporter } from '@internal/redaction';
import { errors } from '../errors.js';
import { numberOption } from '../options.js';
import { clientAddress, type ClientAddress } from './client-address.js';
import type { Connection, Middleware } from './handler.js';
import { json, withHeaders } from './responses.js';

/** Characters of a string of RFC 9651 that need no escape. */
const NAME = /^[\w .:/-]{1,64}$/;

export interface RateLimitedOptions {
  /** What to do when the limiter cannot be asked: let requests in, or refuse them with 503. There is no default. */
  readonly whenUnavailable: 'allow' | 'deny';
  /** Whose allowance it takes from: an API key, a user. `undefined` is not limited. Default: the address of the client. */
  readonly key?: ((request: Request, connection?: Connection) => string | undefined) | undefined;
  /** How the address is found out; in use while there is no `key`. Default: the peer of the connection, no header read. */
  readonly address?: ClientAddress | undefined;
  /** The name of the policy in the headers. Default: `default`. */
  readonly policy?: string | undefined;
  /** How long it takes to fill an empty allowance, in milliseconds: `w` of `RateLimit-Policy`. Default: not told. */
  readonly windowMs?: number | undefined;
  /** How many tokens a request takes. Default: 1. */
  readonly cost?: ((request: Request) => number) | undefined;
  /** Told why the limiter could not be asked. Default: nobody. */
  readonly onError?: OnError | undefined;
}

/**
 * Lets in as many requests as the limiter allows per key; the others get 429 with `Retry-After`. Every response tells the
 * policy and what is left of it. https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
 *
 * Requests whose address is not known share one allowance. Throws a `validation` error for bad options.
 */
export function rateLimited(limiter: RateLimiter, options: RateLimitedOptions): Middleware {
  const { whenUnavailable, policy = 'default', cost, address = clientAddress() } = options;
  const key = options.key ?? ((request, connection) => address(request, connection) ?? 'unknown');
  const windowMs = numberOption('rateLimited', 'windowMs', options.windowMs, 0, { min: 1 });
  const report = createReporter(options.onError);
  if (whenUnavailable !== 'allow' && whenUnavailable !== 'deny') {
    throw errors.invalid('rateLimited', "whenUnavailable must be 'allow' or 'deny'.");
  }
  if (!NAME.test(policy)) throw errors.invalid('rateLimited', 'policy must be a short name.');

  return async (request, next, connection) => {
    const whose = key(request, connection);
    if (whose === undefined) return next(request);
    const taken = await limiter.consume(whose, { signal: request.signal, cost: cost?.(request) });
    if (!taken.ok) {
      if (taken.error.code !== 'cancelled') report(taken.error);
      return whenUnavailable === 'allow' ? next(request) : unavailable(taken.error);
    }
    const headers = headersOf(taken.value, policy, windowMs);
    if (taken.value.allowed) return withHeaders(await next(request), headers);
    return json(429, { error: 'too many requests' }, { ...headers, ...retryAfter(taken.value.retryAfterMs) });
  };
}

function headersOf(decision: RateLimitDecision, policy: string, windowMs: number): Record<string, string> {
  const { limit, remaining, allowed, resetAfterMs, retryAfterMs } = decision;
  const window = windowMs === 0 ? '' : `;w=${seconds(windowMs)}`;
  // Beside `Retry-After` it is to be the same point in time; where waiting does not help there is none.
  const wait = allowed ? String(seconds(resetAfterMs)) : retryAfter(retryAfterMs)['retry-after'];
  return {
    'ratelimit-policy': `"${policy}";q=${whole(limit)}${window}`,
    ratelimit: `"${policy}";r=${whole(Math.floor(remaining))}${wait === undefined ? '' : `;t=${wait}`}`,
  };
}

function unavailable({ retryAfterMs }: InfraError): Response {
  return json(503, { error: 'unavailable' }, retryAfter(retryAfterMs ?? 1_000));
}

/** Nothing where waiting does not help: a cost above the limit. */
function retryAfter(ms: number): Record<string, string> {
  return Number.isFinite(ms) ? { 'retry-after': String(Math.max(1, seconds(ms))) } : {};
}

/** Rounded up: who comes back early is refused again. */
function seconds(ms: number): number {
  return Math.ceil(whole(ms, 0) / 1_000);
}

/** An integer as a structured field may hold it. */
function whole(value: number, least = 0): number {
  return Number.isFinite(value) ? Math.min(999_999_999_999_999, Math.max(least, Math.ceil(value))) : least;
}
