import { access, constants, lstat, statfs } from 'node:fs/promises';
import {
  err,
  ok,
  type AsyncResult,
  type CloseOptions,
  type Health,
  type HealthCheck,
  type IoOptions,
  type Lifecycle,
  type ObjectStorage,
  type Provided,
  type SignedUrls,
} from '@infra/core';
import { LinkedStorageFront, ObjectStorageFront } from '@internal/storage-rules';
import { errors, PROVIDER } from './errors.js';
import { createFetch } from './handler.js';
import { LocalDriver } from './local-driver.js';
import type { LocalSignedUrlOptions, LocalStorageOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { Runtime } from './runtime.js';
import { createLinks } from './signing.js';

/** How long `close` waits for what is under way, unless told otherwise. */
const CLOSE_DEADLINE_MS = 5_000;

/** Object storage in a folder of this machine. */
export interface LocalStorage extends ObjectStorage, Provided, Lifecycle, HealthCheck {
  /** The root, as it was given. */
  readonly native: string;
}

/** With links, which `fetch` serves. */
export interface LinkedLocalStorage extends LocalStorage {
  readonly signedUrls: SignedUrls;
  publicUrl(key: string): string;
  /** Answers what comes in under `signedUrls.baseUrl`: signed downloads and uploads, and objects of public buckets. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * Makes object storage in a folder, which several processes may use at once. Touches the folder on first use.
 * Throws `validation` for options that make no sense, and for nothing else.
 */
export function createLocalStorage(
  options: LocalStorageOptions & { readonly signedUrls: LocalSignedUrlOptions },
): LinkedLocalStorage;
export function createLocalStorage(options: LocalStorageOptions): LocalStorage;
export function createLocalStorage(options: LocalStorageOptions): LocalStorage {
  const resolved = resolveOptions(options);
  const { bucket, policy, clock, signedUrls } = resolved;
  const runtime = new Runtime(resolved);
  const driver = new LocalDriver(runtime, clock);

  const own = {
    provider: PROVIDER,
    native: options.root,
    health: (io: IoOptions = {}) => health(runtime, clock.monotonicMs, io),
    close: async ({ deadlineMs = CLOSE_DEADLINE_MS }: CloseOptions = {}) => {
      await runtime.close(deadlineMs);
      return ok();
    },
    [Symbol.asyncDispose]: () => runtime.close(CLOSE_DEADLINE_MS),
  };
  if (signedUrls === undefined) return Object.assign(new ObjectStorageFront(driver, bucket, policy), own);
  const links = createLinks(signedUrls, clock);
  const front = new LinkedStorageFront(Object.assign(driver, { links }), bucket, policy);
  return Object.assign(front, own, { fetch: createFetch(front, { ...signedUrls, clock, maxBytes: policy.maxBytes }) });
}

async function health(runtime: Runtime, monotonicMs: () => number, { signal }: IoOptions): AsyncResult<Health> {
  if (signal?.aborted === true) return err(errors.cancelled('health'));
  if (runtime.isClosed) return ok({ status: 'down', latencyMs: 0, reason: 'The storage is closed.' });
  const started = monotonicMs();
  const checked = await runtime.read('health', { signal }, async ({ layout }) => {
    // The temporary folder is where every write begins.
    for (const folder of [layout.root, layout.temporary]) {
      await lstat(folder);
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    const { bavail, bsize } = await statfs(layout.root);
    return bavail * bsize;
  });
  const latencyMs = monotonicMs() - started;
  if (checked.ok) return ok({ status: 'up', latencyMs, details: { freeBytes: checked.value } });
  if (checked.error.code === 'cancelled') return checked;
  return ok({ status: 'down', latencyMs, reason: checked.error.message });
}
