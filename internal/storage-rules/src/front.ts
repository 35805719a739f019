import {
  err,
  ok,
  type AsyncResult,
  type Buckets,
  type IoOptions,
  type ObjectBody,
  type ObjectCopyOptions,
  type ObjectInfo,
  type ObjectListOptions,
  type ObjectPage,
  type ObjectReadOptions,
  type ObjectStorage,
  type ObjectStream,
  type ObjectWriteOptions,
  type StoredObject,
} from '@infra/core';
import { discardBody } from './body.js';
import { collect } from './body-stream.js';
import { createBuckets } from './buckets.js';
import { contentTypeOf } from './content-type.js';
import type { ObjectPath, StorageDriver } from './driver.js';
import { guarded, refusal } from './guard.js';
import { bucketNameProblem, keyProblem, keysProblem } from './names.js';
import {
  headOf,
  ifNoneMatchProblem,
  listOptionsProblem,
  listRequestOf,
  rangeProblem,
  writeOptionsProblem,
} from './options.js';
import type { ResolvedPolicy } from './policy.js';
import { spanOf } from './range.js';
import { createSource, type OwnedSource } from './source.js';

/** The `ObjectStorage` port over a driver, for one bucket: checks all input, so that every provider refuses the same in the same words. */
export class ObjectStorageFront implements ObjectStorage {
  readonly buckets: Buckets;
  protected readonly driver: StorageDriver;
  protected readonly bucketName: string;
  protected readonly policy: ResolvedPolicy;

  constructor(driver: StorageDriver, bucketName: string, policy: ResolvedPolicy) {
    this.driver = driver;
    this.bucketName = bucketName;
    this.policy = policy;
    this.buckets = createBuckets(driver);
  }

  async put(key: string, body: ObjectBody, options?: ObjectWriteOptions): AsyncResult<ObjectInfo> {
    const problem = keyProblem(key) ?? (options === undefined ? undefined : writeOptionsProblem(options));
    const refused = refusal(this.driver, 'put', options, problem ?? this.policyProblem(key, options));
    if (refused !== undefined) {
      discardBody(body);
      return err(refused);
    }
    const { errors } = this.driver;
    const head = headOf(key, options);
    let source: OwnedSource | undefined;
    try {
      const rules = {
        contentLength: options?.contentLength,
        sha256: head.sha256,
        maxBytes: this.policy.maxBytes,
        content: this.policy.contentCheck(head.contentType),
        signal: options?.signal,
        onProgress: options?.onProgress,
      };
      source = await createSource(body, rules, errors);
      const stored = await this.driver.put(this.at(key), source, head, options?.ifNoneMatch === '*', options);
      if (stored.ok) source.finish(stored.value.size);
      return stored;
    } catch (cause) {
      return err(errors.unexpected('put', cause));
    } finally {
      source?.release();
    }
  }

  async get(key: string, options?: ObjectReadOptions): AsyncResult<StoredObject | undefined> {
    const { driver } = this;
    return guarded(driver, 'get', options, keyProblem(key) ?? rangeProblem(options?.range), () =>
      driver.get === undefined ? this.collected(key, options) : driver.get(this.at(key), options?.range, options),
    );
  }

  async getStream(key: string, options?: ObjectReadOptions): AsyncResult<ObjectStream | undefined> {
    return guarded(this.driver, 'getStream', options, keyProblem(key) ?? rangeProblem(options?.range), () =>
      this.driver.open(this.at(key), options?.range, options, 'getStream'),
    );
  }

  async stat(key: string, options?: IoOptions): AsyncResult<ObjectInfo | undefined> {
    return guarded(this.driver, 'stat', options, keyProblem(key), () =>
      this.driver.stat(this.at(key), options, 'stat'),
    );
  }

  async exists(key: string, options?: IoOptions): AsyncResult<boolean> {
    return guarded(this.driver, 'exists', options, keyProblem(key), async () => {
      const found = await this.driver.stat(this.at(key), options, 'exists');
      return found.ok ? ok(found.value !== undefined) : found;
    });
  }

  async delete(key: string, options?: IoOptions): AsyncResult<void> {
    return guarded(this.driver, 'delete', options, keyProblem(key), () =>
      this.driver.delete(this.bucketName, [key], options, 'delete'),
    );
  }

  async deleteMany(keys: readonly string[], options?: IoOptions): AsyncResult<void> {
    return guarded(this.driver, 'deleteMany', options, keysProblem(keys), async () => {
      const unique = [...new Set(keys)];
      return unique.length === 0 ? ok() : this.driver.delete(this.bucketName, unique, options, 'deleteMany');
    });
  }

  async list(options?: ObjectListOptions): AsyncResult<ObjectPage> {
    const problem = options === undefined ? undefined : listOptionsProblem(options);
    return guarded(this.driver, 'list', options, problem, () =>
      this.driver.list(this.bucketName, listRequestOf(options), options),
    );
  }

  async copy(from: string, to: string, options?: ObjectCopyOptions): AsyncResult<ObjectInfo> {
    return this.transfer('copy', from, to, options);
  }

  async move(from: string, to: string, options?: ObjectCopyOptions): AsyncResult<ObjectInfo> {
    return this.transfer('move', from, to, options);
  }

  bucket(name: string): ObjectStorage {
    return new ObjectStorageFront(this.driver, this.checkedBucket(name), this.policy);
  }

  /** Synchronous, so there is no Result to return: like a factory, `bucket()` throws on a name that makes no sense. */
  protected checkedBucket(name: string): string {
    const problem = bucketNameProblem(name);
    if (problem !== undefined) throw this.driver.errors.invalid('bucket', problem);
    return name;
  }

  protected at(key: string): ObjectPath {
    return { bucket: this.bucketName, key };
  }

  /** `get` of a driver that has only streams. */
  private async collected(key: string, options: ObjectReadOptions | undefined): AsyncResult<StoredObject | undefined> {
    const { errors } = this.driver;
    const opened = await this.driver.open(this.at(key), options?.range, options, 'get');
    if (!opened.ok) return opened;
    if (opened.value === undefined) return ok(undefined);
    const { info, body } = opened.value;
    const span = spanOf(options?.range, info.size);
    if (typeof span === 'string') return err(errors.invalid('get', span));
    return ok({ info, bytes: await collect(body, span.end - span.start, errors, 'get') });
  }

  private policyProblem(key: string, options: ObjectWriteOptions | undefined): string | undefined {
    return this.policy.keyProblem(key) ?? this.policy.typeProblem(options?.contentType ?? contentTypeOf(key));
  }

  private async transfer(
    operation: 'copy' | 'move',
    from: string,
    to: string,
    options: ObjectCopyOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    const problem =
      keyProblem(from, 'The source key') ??
      keyProblem(to, 'The target key') ??
      ifNoneMatchProblem(options?.ifNoneMatch);
    const ifAbsent = options?.ifNoneMatch === '*';
    return guarded(this.driver, operation, options, problem, () =>
      from === to
        ? this.ontoItself(operation, from, ifAbsent, options)
        : this.driver[operation](this.bucketName, from, to, ifAbsent, options),
    );
  }

  private async ontoItself(
    operation: 'copy' | 'move',
    key: string,
    ifAbsent: boolean,
    options: IoOptions | undefined,
  ): AsyncResult<ObjectInfo> {
    const { errors } = this.driver;
    const found = await this.driver.stat(this.at(key), options, operation);
    if (!found.ok) return found;
    if (found.value === undefined) return err(errors.noObject(operation, key));
    return ifAbsent ? err(errors.objectExists(operation, key)) : ok(found.value);
  }
}
