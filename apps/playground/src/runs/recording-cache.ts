import type { AsyncResult, Cache } from '@infra/core';
import type { SpanRecorder } from './span-recorder.js';

/** What a set of keys is called in a span. */
function several(keys: readonly unknown[]): string {
  return `${keys.length} keys`;
}

const nothing = (): readonly string[] => [];
const found = (value: unknown): readonly string[] => [value === undefined ? 'miss' : 'hit'];

/** The cache, with every I/O call recorded as a span. Results and promises are the cache's own. */
export function recordingCache<V>(cache: Cache<V>, recorder: SpanRecorder, provider: string): Cache<V> {
  /** How many loads of a key have begun: tells a hit from having waited for somebody else's load. */
  const loads = new Map<string, number>();
  const loading = new Set<string>();

  function call<T>(
    op: string,
    subject: string,
    run: () => AsyncResult<T>,
    flagsOf: (value: T) => readonly string[] = nothing,
  ): AsyncResult<T> {
    return recorder.call({ port: 'cache', op, provider, subject }, run, flagsOf);
  }

  return {
    get: (key, options) => call('get', key, () => cache.get(key, options), found),
    getMany: (keys, options) =>
      call(
        'getMany',
        several(keys),
        () => cache.getMany(keys, options),
        ({ size }) => [`${size} hits`],
      ),
    set: (key, value, options) => call('set', key, () => cache.set(key, value, options)),
    setMany(entries, options) {
      const list = [...entries];
      return call('setMany', several(list), () => cache.setMany(list, options));
    },
    delete: (key, options) => call('delete', key, () => cache.delete(key, options)),
    deleteMany: (keys, options) => call('deleteMany', several(keys), () => cache.deleteMany(keys, options)),
    has: (key, options) => call('has', key, () => cache.has(key, options)),
    clear: (options) => call('clear', 'all', () => cache.clear(options)),
    getOrSet(key, loader, options) {
      let own = false;
      const before = loads.get(key) ?? 0;
      const joined = loading.has(key);
      const load: typeof loader = async (context) => {
        own = true;
        loads.set(key, (loads.get(key) ?? 0) + 1);
        loading.add(key);
        try {
          return await loader(context);
        } finally {
          loading.delete(key);
        }
      };
      const outcome = (): readonly string[] => {
        if (own) return ['loaded'];
        return [joined || (loads.get(key) ?? 0) > before ? 'shared' : 'hit'];
      };
      return call('getOrSet', key, () => cache.getOrSet(key, load, options), outcome);
    },
    increment: (key, delta, options) => call('increment', key, () => cache.increment(key, delta, options)),
    invalidatePattern: (pattern, options) =>
      call('invalidatePattern', pattern, () => cache.invalidatePattern(pattern, options)),
    invalidateTags: (tags, options) =>
      call('invalidateTags', tags.join(', '), () => cache.invalidateTags(tags, options)),
    stats: () => cache.stats(),
    namespace: (name, options) => recordingCache(cache.namespace(name, options), recorder, provider),
  };
}
