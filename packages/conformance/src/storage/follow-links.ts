import assert from 'node:assert/strict';
import type { SignedUrl, SignedUrls } from '@infra/core';
import { withStorage, type StorageHarness, type StorageHarnessOptions, type StorageUnderTest } from './harness.js';

export type Send = (request: Request) => Promise<Response>;

/** Runs the body where there are signed links; elsewhere there is nothing to promise. */
export function withLinks(
  harness: StorageHarness,
  body: (storage: StorageUnderTest, links: SignedUrls, send: Send) => Promise<void>,
  options?: StorageHarnessOptions,
): Promise<void> {
  return withStorage(
    harness,
    async (storage) => {
      if (storage.signedUrls === undefined) return;
      await body(storage, storage.signedUrls, async (request) => {
        assert.ok(harness.fetch, 'the harness cannot fetch');
        return harness.fetch(request);
      });
    },
    options,
  );
}

export function requestOf({ url, method, headers }: SignedUrl, body?: string): Request {
  return new Request(url, { method, headers: { ...headers }, ...(body === undefined ? undefined : { body }) });
}

export async function expectRefused(response: Promise<Response>, what: string): Promise<void> {
  const { status } = await response;
  assert.ok(status >= 400 && status < 500, `${what}: expected to be refused, got ${String(status)}`);
}

export async function expectContent(response: Promise<Response>, content: string, what: string): Promise<Response> {
  const answer = await response;
  assert.equal(answer.status, 200, `${what}: ${String(answer.status)}`);
  assert.equal(await answer.text(), content, what);
  return answer;
}
