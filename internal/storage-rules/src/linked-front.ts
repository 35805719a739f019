import type { ObjectStorage, SignedUrls } from '@infra/core';
import type { StorageDriver, StorageLinks } from './driver.js';
import { ObjectStorageFront } from './front.js';
import { createSignedUrls } from './links.js';
import { keyProblem } from './names.js';
import type { ResolvedPolicy } from './policy.js';

/** A driver that has links. */
export interface LinkedStorageDriver extends StorageDriver {
  readonly links: StorageLinks;
}

/** The port with its optional features, for providers that have them. */
export class LinkedStorageFront extends ObjectStorageFront implements ObjectStorage {
  readonly signedUrls: SignedUrls;
  private readonly linked: LinkedStorageDriver;

  constructor(driver: LinkedStorageDriver, bucketName: string, policy: ResolvedPolicy) {
    super(driver, bucketName, policy);
    this.linked = driver;
    this.signedUrls = createSignedUrls(driver, driver.links, bucketName, policy);
  }

  override bucket(name: string): LinkedStorageFront {
    return new LinkedStorageFront(this.linked, this.checkedBucket(name), this.policy);
  }

  /** Synchronous: throws `validation` for what is no key. */
  publicUrl(key: string): string {
    const problem = keyProblem(key);
    if (problem !== undefined) throw this.driver.errors.invalid('publicUrl', problem);
    return this.linked.links.publicUrl(this.at(key));
  }
}
