import { err, ok, type AsyncResult, type Health } from '@infra/core';
import type { WriteRules } from '@internal/cache-rules';
import type { CacheStore } from '@internal/cache-store';
import { errors } from './errors.js';
import type { ResolvedOptions } from './options.js';

/** Where the entries are: texts, by path and key. What each method promises is at `CacheStore`; the rest of the cache is written. */
export class TemplateStore implements CacheStore {
  protected readonly options: ResolvedOptions;

  /** Does no I/O: whatever has to be opened is opened on first use. */
  constructor(options: ResolvedOptions) {
    this.options = options;
  }

  async read(
    _path: string,
    _keys: readonly string[],
    _signal: AbortSignal | undefined,
  ): AsyncResult<ReadonlyMap<string, string>> {
    return err(errors.notWritten('read'));
  }

  async write(
    _path: string,
    _entries: readonly (readonly [key: string, text: string])[],
    _rules: WriteRules,
    _signal: AbortSignal | undefined,
  ): AsyncResult<void> {
    return err(errors.notWritten('write'));
  }

  async delete(_path: string, _keys: readonly string[], _signal: AbortSignal | undefined): AsyncResult<number> {
    return err(errors.notWritten('delete'));
  }

  async clear(_path: string, _signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('clear'));
  }

  async increment(
    _path: string,
    _key: string,
    _delta: number,
    _ttlMs: number,
    _signal: AbortSignal | undefined,
  ): AsyncResult<number | undefined> {
    return err(errors.notWritten('increment'));
  }

  async deleteMatching(_path: string, _pattern: string, _signal: AbortSignal | undefined): AsyncResult<number> {
    return err(errors.notWritten('deleteMatching'));
  }

  async deleteTagged(_path: string, _tags: readonly string[], _signal: AbortSignal | undefined): AsyncResult<void> {
    return err(errors.notWritten('deleteTagged'));
  }

  async health(_signal: AbortSignal | undefined): AsyncResult<Health> {
    return err(errors.notWritten('health'));
  }

  /** To be written when there is something to end: a connection, a timer. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return ok();
  }
}
