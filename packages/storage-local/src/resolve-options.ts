import type { Clock, OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { bucketNameProblem, resolvePolicy, shown, type ResolvedPolicy } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { LocalSignedUrlOptions, LocalStorageOptions } from './options.js';

export interface ResolvedLinks {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly secrets: readonly string[];
}

export interface ResolvedOptions {
  readonly root: string;
  readonly bucket: string;
  readonly policy: ResolvedPolicy;
  readonly signedUrls: ResolvedLinks | undefined;
  readonly isDurable: boolean;
  readonly sweepAfterMs: number;
  readonly clock: Clock;
  readonly onError: OnError;
}

const DAY_MS = 24 * 3_600_000;
const MIN_SECRET = 32;

function fail(problem: string): never {
  throw errors.invalid('create', problem);
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions(options: LocalStorageOptions): ResolvedOptions {
  const { root, bucket = 'default', durability = 'fsync', sweepAfterMs = DAY_MS } = options;
  if (typeof root !== 'string' || root === '' || root.includes('\0')) fail(`root must be a path, not ${shown(root)}.`);
  const problem = bucketNameProblem(bucket);
  if (problem !== undefined) fail(problem);
  if (!['fsync', 'none'].includes(durability)) fail(`durability must be 'fsync' or 'none', not ${shown(durability)}.`);
  if (typeof sweepAfterMs !== 'number' || !(sweepAfterMs >= 60_000)) {
    fail(`sweepAfterMs must be at least 60,000 (a minute), not ${String(sweepAfterMs)}.`);
  }
  return {
    root,
    bucket,
    policy: resolvePolicy(options.policy, (why) => errors.invalid('create', why)),
    signedUrls: options.signedUrls === undefined ? undefined : resolveLinks(options.signedUrls),
    isDurable: durability === 'fsync',
    sweepAfterMs,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
  };
}

function resolveLinks({ baseUrl, secrets }: LocalSignedUrlOptions): ResolvedLinks {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    fail(`signedUrls.baseUrl must be an http or https URL without a query, not ${shown(baseUrl)}.`);
  }
  if (url.username !== '' || url.password !== '') fail('signedUrls.baseUrl must not have a user name or password.');
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  const good = list.filter((secret) => typeof secret === 'string' && secret.length >= MIN_SECRET);
  // What is wrong with it is not shown: it may be the right one, cut short.
  if (good.length === 0 || good.length < list.length) {
    fail(`signedUrls.secrets must be strings of at least ${String(MIN_SECRET)} random characters, one or more.`);
  }
  return { baseUrl: url.href.replace(/\/+$/, ''), secrets: good as readonly string[] };
}
