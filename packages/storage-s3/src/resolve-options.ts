import { S3Client } from '@aws-sdk/client-s3';
import type { Clock, OnError } from '@infra/core';
import { systemClock } from '@internal/clock';
import { bucketNameProblem, resolvePolicy, type ResolvedPolicy } from '@internal/storage-rules';
import { errors } from './errors.js';
import type { S3StorageOptions } from './options.js';

const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PART_BYTES = 5 * 1024 ** 3;

export interface ResolvedOptions {
  readonly bucket: string;
  readonly client: S3Client;
  readonly isOwnClient: boolean;
  readonly region: string | undefined;
  readonly endpoint: URL | undefined;
  readonly forcePathStyle: boolean;
  readonly policy: ResolvedPolicy;
  readonly timeoutMs: number;
  readonly partBytes: number;
  readonly concurrency: number;
  readonly publicBaseUrl: string | undefined;
  readonly clock: Clock;
  readonly onError: OnError;
}

function fail(problem: string): never {
  throw errors.invalid('create', problem);
}

function checkedUrl(name: string, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // It may hold a secret that was pasted into the wrong place: the message shows none of it.
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    fail(`${name} must be a URL that begins with https:// or http://, without credentials in it.`);
  }
  return url;
}

function checkedNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  return fail(`${name} must be a whole number from ${String(least)} to ${String(most)}, not ${String(value)}.`);
}

function createClient(options: S3StorageOptions): S3Client {
  const { region, endpoint, credentials, forcePathStyle, tls } = options;
  // Only Amazon is sure to know the SDK's newer checksums, which others refuse or store as content.
  const checksums = endpoint === undefined ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint, region: region ?? 'us-east-1' }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    maxAttempts: 1,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    // With it every part would take a connection of its own.
    expectContinueHeader: false,
    requestHandler: {
      // It would write to the console.
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      ...(tls === undefined ? {} : { httpsAgent: { ca: typeof tls.ca === 'string' ? tls.ca : [...tls.ca] } }),
    },
  });
}

/** Fills in the defaults. Throws `validation` for options that make no sense: the one throw of this package. */
export function resolveOptions(options: S3StorageOptions): ResolvedOptions {
  const { bucket, region, client, publicBaseUrl } = options;
  const problem = bucketNameProblem(bucket);
  if (problem !== undefined) fail(problem);
  const connecting = ['region', 'endpoint', 'credentials', 'forcePathStyle', 'tls'] as const;
  const beside = client === undefined ? undefined : connecting.find((name) => options[name] !== undefined);
  if (beside !== undefined) fail(`Give either a client or ${beside}, not both: a client knows where it connects.`);
  const endpoint = checkedUrl('endpoint', options.endpoint);
  checkedUrl('publicBaseUrl', publicBaseUrl?.replaceAll('{bucket}', bucket));
  if (options.tls !== undefined && endpoint?.protocol === 'http:') fail('tls is for an endpoint with https://.');
  const timeoutMs = checkedNumber('timeoutMs', options.timeoutMs ?? 30_000, 1, 2 ** 31 - 1);
  return {
    bucket,
    isOwnClient: client === undefined,
    region: endpoint === undefined ? region : (region ?? 'us-east-1'),
    endpoint,
    forcePathStyle: options.forcePathStyle ?? endpoint !== undefined,
    policy: resolvePolicy(options.policy, (text) => errors.invalid('create', text)),
    timeoutMs,
    partBytes: checkedNumber('partBytes', options.partBytes ?? 8 * 1024 * 1024, MIN_PART_BYTES, MAX_PART_BYTES),
    concurrency: checkedNumber('concurrency', options.concurrency ?? 4, 1, 100),
    publicBaseUrl,
    clock: options.clock ?? systemClock,
    onError: options.onError ?? (() => undefined),
    client: client ?? createClient(options),
  };
}
