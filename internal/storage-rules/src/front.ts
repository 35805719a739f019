import {
  err,
  ok,
  type AsyncResult,
  type Buckets,
  type InfraError,
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
    const refused = this.refuse('put', options, problem ?? this.policyProblem(key, options));
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
    const refused = this.refuse('get', options, keyProblem(key) ?? rangeProblem(options?.range));
    if (refused !== undefined) return err(refused);
    const { errors } = this.driver;
    return this.guard('get', async () => {
      if (this.driver.get !== undefined) return this.driver.get(this.at(key), options?.range, options);
      const opened = await this.driver.open(this.at(key), options?.range, options, 'get');
      if (!opened.ok) return opened;
      if (opened.value === undefined) return ok(undefined);
      const { info, body } = opened.value;
      const span = spanOf(options?.range, info.size);
      if (typeof span === 'string') throw errors.invalid('get', span);
      return ok({ info, bytes: await collect(body, span.end - span.start, errors, 'get') });
    });
  }

  async getStream(key: string, options?: ObjectReadOptions): AsyncResult<ObjectStream | undefined> {
    const refused = this.refuse('getStream', options, keyProblem(key) ?? rangeProblem(options?.range));
    if (refused !== undefined) return err(refused);
    return this.guard('getStream', () => this.driver.open(this.at(key), options?.range, options, 'getStream'));
  }

  async stat(key: string, options?: IoOptions): AsyncResult<ObjectInfo | undefined> {
    const refused = this.refuse('stat', options, keyProblem(key));
    if (refused !== undefined) return err(refused);
    return this.guard('stat', () => this.driver.stat(this.at(key), options, 'stat'));
  }

  async exists(key: string, options?: IoOptions): AsyncResult<boolean> {
    const refused = this.refuse('exists', options, keyProblem(key));
    if (refused !== undefined) return err(refused);
    const found = await this.guard('exists', () => this.driver.stat(this.at(key), options, 'exists'));
    return found.ok ? ok(found.value !== undefined) : found;
  }

  async delete(key: string, options?: IoOptions): AsyncResult<void> {
    const refused = this.refuse('delete', options, keyProblem(key));
    if (refused !== undefined) return err(refused);
    return this.guard('delete', () => this.driver.delete(this.bucketName, [key], options, 'delete'));
  }

  async deleteMany(keys: readonly string[], options?: IoOptions): AsyncResult<void> {
    const refused = this.refuse('deleteMany', options, keysProblem(keys));
    if (refused !== undefined) return err(refused);
    const unique = [...new Set(keys)];
    if (unique.length === 0) return ok();
    return this.guard('deleteMany', () => this.driver.delete(this.bucketName, unique, options, 'deleteMany'));
  }

  async list(options?: ObjectListOptions): AsyncResult<ObjectPage> {
    const refused = this.refuse('list', options, options === undefined ? undefined : listOptionsProblem(options));
    if (refused !== undefined) return err(refused);
    return this.guard('list', () => this.driver.list(this.bucketName, listRequestOf(options), options));
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
    const refused = this.refuse(operation, options, problem);
    if (refused !== undefined) return err(refused);
    const ifAbsent = options?.ifNoneMatch === '*';
    if (from === to) return this.guard(operation, () => this.ontoItself(operation, from, ifAbsent, options));
    return this.guard(operation, () => this.driver[operation](this.bucketName, from, to, ifAbsent, options));
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

  private refuse(
    operation: string,
    options: IoOptions | undefined,
    problem: string | undefined,
  ): InfraError | undefined {
    const { errors, isClosed } = this.driver;
    if (problem !== undefined) return errors.invalid(operation, problem);
    if (isClosed) return errors.closed(operation);
    return options?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
  }

  /** The last net: a driver's throw, and what a stream throws while `get` reads it. */
  private async guard<T>(operation: string, work: () => AsyncResult<T>): AsyncResult<T> {
    try {
      return await work();
    } catch (cause) {
      return err(this.driver.errors.unexpected(operation, cause));
    }
  }
}
