import { err, InfraError, ok, unwrap, type AsyncResult, type IoOptions, type Layer } from '@infra/core';
import { describe, expect, test } from 'vitest';
import { decorate, definePort } from '../src/index.js';
import { passing, recorder, twice } from './layers.js';

interface ReadOptions extends IoOptions {
  readonly isFresh?: boolean;
}

interface Trash {
  restore(key: string, options?: IoOptions): AsyncResult<string>;
}

/** As hostile as a port may be: private fields, accessors, symbols, streams, features, children, a client that is a function. */
interface Shelf {
  level: number;
  readonly size: number;
  readonly trash?: Trash | undefined;
  read(key: string, options?: ReadOptions): AsyncResult<string>;
  add(key: string, count?: number, options?: IoOptions): AsyncResult<number>;
  each(keys: readonly string[], options?: IoOptions): AsyncResult<AsyncIterable<string>>;
  load(key: string, loader: () => AsyncResult<string>, options?: IoOptions): AsyncResult<string>;
  ping?(options?: IoOptions): AsyncResult<void>;
  label(prefix: string): string;
  entries(): AsyncIterable<string>;
  part(name: string): Shelf;
}

const shelfSpec = definePort<Shelf>('shelf', {
  read: { optionsAt: 1, idempotent: ([, options]) => options?.isFresh !== true },
  add: { optionsAt: 2, idempotent: false },
  each: { optionsAt: 1, idempotent: true },
  load: { optionsAt: 2, callback: true },
  ping: { optionsAt: 0, idempotent: true },
  part: 'child',
  trash: { restore: { optionsAt: 1, idempotent: true } },
});

const broken = (): InfraError =>
  new InfraError({ code: 'unavailable', message: 'It is broken.', provider: 'paper', operation: 'shelf.any' });

class PaperShelf implements Shelf, AsyncDisposable {
  readonly provider = 'paper';
  readonly native = Object.assign(() => 'called', { version: 2 });
  readonly seen: (readonly unknown[])[] = [];
  #level = 1;
  isDisposed = false;
  failures = 0;
  trash: Trash | undefined;
  readonly path: string;

  constructor(path = '') {
    this.path = path;
  }

  get level(): number {
    return this.#level;
  }
  set level(level: number) {
    this.#level = level;
  }
  get size(): number {
    return this.#level * 10;
  }
  async read(...args: [key: string, options?: ReadOptions]): AsyncResult<string> {
    this.seen.push(args);
    if (this.failures > 0) {
      this.failures -= 1;
      return err(broken());
    }
    return ok(`${this.path}${args[0]}:${String(this.#level)}`);
  }
  async add(...args: [key: string, count?: number, options?: IoOptions]): AsyncResult<number> {
    this.seen.push(args);
    return this.failures > 0 ? err(broken()) : ok(args[1] ?? 1);
  }
  async each(keys: readonly string[]): AsyncResult<AsyncIterable<string>> {
    return ok(
      (async function* () {
        yield* keys;
        throw broken();
      })(),
    );
  }
  async load(_key: string, loader: () => AsyncResult<string>): AsyncResult<string> {
    return loader();
  }
  label(prefix: string): string {
    return `${prefix}${String(this.#level)}`;
  }
  async *entries(): AsyncIterable<string> {
    yield this.label('a');
    yield this.label('b');
  }
  part(name: string): PaperShelf {
    return new PaperShelf(`${this.path}${name}/`);
  }
  get [Symbol.toStringTag](): string {
    return `Shelf ${String(this.#level)}`;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.isDisposed = true;
  }
}

describe('a call', () => {
  test('tells its layers what it is', async () => {
    const { calls, layer } = recorder();
    const shelf = decorate(new PaperShelf(), shelfSpec, layer);
    const { signal } = new AbortController();
    unwrap(await shelf.read('a', { signal, isFresh: true }));
    unwrap(await shelf.read('b'));
    expect(calls).toEqual([
      {
        port: 'shelf',
        provider: 'paper',
        operation: 'read',
        idempotent: false,
        callback: false,
        args: ['a', { signal, isFresh: true }],
        signal,
      },
      expect.objectContaining({ idempotent: true, args: ['b'] }),
    ]);
    expect(calls[1]?.signal.aborted).toBe(false);
  });

  test('passes the layers from the first to the last and back', async () => {
    const order: string[] = [];
    const named = (name: string): Layer => {
      return (next) => async (call) => {
        order.push(`> ${name}`);
        const result = await next(call);
        order.push(`< ${name}`);
        return result;
      };
    };
    const shelf = decorate(new PaperShelf(), shelfSpec, named('outer'), named('middle'), named('inner'));
    unwrap(await shelf.read('a'));
    expect(order).toEqual(['> outer', '> middle', '> inner', '< inner', '< middle', '< outer']);
  });

  test('reaches the port with the arguments of the caller, when no layer changed them', async () => {
    const port = new PaperShelf();
    const shelf = decorate(port, shelfSpec, passing);
    const options = { isFresh: true };
    unwrap(await shelf.read('a', options));
    unwrap(await shelf.read('a'));
    expect(port.seen).toEqual([['a', options], ['a']]);
    expect(port.seen[0]?.[1]).toBe(options);
  });

  test("gives the port a layer's signal, where the options belong, beside the caller's options", async () => {
    const port = new PaperShelf();
    const { signal } = new AbortController();
    const shelf = decorate(port, shelfSpec, (next) => (call) => next({ ...call, signal }));
    unwrap(await shelf.read('a'));
    unwrap(await shelf.read('a', { isFresh: true }));
    unwrap(await shelf.add('a'));
    expect(port.seen).toEqual([
      ['a', { signal }],
      ['a', { isFresh: true, signal }],
      ['a', undefined, { signal }],
    ]);
  });

  test('is repeated by a layer only where it may be', async () => {
    const port = new PaperShelf();
    const shelf = decorate(port, shelfSpec, twice);
    port.failures = 1;
    expect((await shelf.read('a')).ok).toBe(true);
    port.failures = 1;
    expect((await shelf.read('a', { isFresh: true })).ok).toBe(false);
    port.failures = 9;
    expect((await shelf.add('a')).ok).toBe(false);
    expect(port.seen).toHaveLength(4);
  });

  test("does not repeat the caller's function", async () => {
    const shelf = decorate(new PaperShelf(), shelfSpec, twice, twice);
    let runs = 0;
    const result = await shelf.load('a', async () => {
      runs += 1;
      return err(broken());
    });
    expect(result.ok).toBe(false);
    expect(runs).toBe(1);
  });

  test('counts as not repeatable where the predicate cannot read the arguments', async () => {
    const { calls, layer } = recorder();
    const hostile = definePort<Pick<Shelf, 'read'>>('shelf', {
      read: {
        optionsAt: 1,
        idempotent: () => {
          throw new Error('cannot say');
        },
      },
    });
    unwrap(await decorate(new PaperShelf(), hostile, layer).read('a'));
    expect(calls[0]?.idempotent).toBe(false);
  });

  test('is refused by the port itself when its options are none', async () => {
    const port = new PaperShelf();
    const { signal } = new AbortController();
    const shelf = decorate(port, shelfSpec, (next) => (call) => next({ ...call, signal }));
    const untyped: { readonly read: (...args: readonly unknown[]) => Promise<unknown> } = {
      read: Reflect.get(shelf, 'read') as () => Promise<unknown>,
    };
    await untyped.read('a', 'no options');
    expect(port.seen).toEqual([['a', 'no options']]);
  });
});

describe('through three layers', () => {
  const through = <T extends Shelf>(port: T): T => decorate(port, shelfSpec, passing, passing, passing);

  test('getters, setters, symbols and synchronous methods are those of the port', () => {
    const port = new PaperShelf();
    const shelf = through(port);
    shelf.level = 7;
    expect([port.level, shelf.level, shelf.size, shelf.label('x')]).toEqual([7, 7, 70, 'x7']);
    expect(Object.prototype.toString.call(shelf)).toBe('[object Shelf 7]');
    expect(shelf).toBeInstanceOf(PaperShelf);
    port.failures = 3;
    expect(shelf.failures).toBe(3);
    expect(shelf.seen).toBe(port.seen);
  });

  test('a client that is a function keeps what hangs on it', () => {
    const port = new PaperShelf();
    expect(through(port).native).toBe(port.native);
    expect(through(port).native.version).toBe(2);
  });

  test('await using disposes of the port', async () => {
    const port = new PaperShelf();
    {
      await using shelf = through(port);
      unwrap(await shelf.read('a'));
    }
    expect(port.isDisposed).toBe(true);
  });

  test('streams and async iterators arrive, with their failure', async () => {
    const shelf = through(new PaperShelf());
    const keys: string[] = [];
    const reading = (async () => {
      for await (const key of unwrap(await shelf.each(['a', 'b']))) keys.push(key);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    for await (const entry of shelf.entries()) keys.push(entry);
    expect(keys).toEqual(['a', 'b', 'a1', 'b1']);
  });

  test('methods work without their object', async () => {
    const { read, label } = through(new PaperShelf());
    expect(unwrap(await read('a'))).toBe('a:1');
    expect(label('x')).toBe('x1');
  });
});

describe('children and features', () => {
  test('a child is decorated like its parent, however deep', async () => {
    const { calls, layer } = recorder();
    const shelf = decorate(new PaperShelf(), shelfSpec, layer);
    expect(unwrap(await shelf.part('x').part('y').read('a'))).toBe('x/y/a:1');
    expect(calls.map(({ operation, provider }) => [operation, provider])).toEqual([['read', 'paper']]);
  });

  test('a feature that is not there stays away, and one that comes is decorated, once', async () => {
    const { calls, layer } = recorder();
    const port = new PaperShelf();
    const shelf = decorate(port, shelfSpec, layer);
    expect(shelf.trash).toBeUndefined();
    port.trash = { restore: async (key) => ok(key) };
    expect(shelf.trash).toBe(shelf.trash);
    expect(shelf.trash).not.toBe(port.trash);
    expect(unwrap(await (shelf.trash ?? port.trash).restore('a'))).toBe('a');
    expect(calls.map(({ operation }) => operation)).toEqual(['trash.restore']);
  });

  test('an optional operation that the provider does not have stays away', () => {
    const shelf: Shelf = decorate(new PaperShelf(), shelfSpec, passing);
    expect(shelf.ping).toBeUndefined();
    expect('ping' in shelf).toBe(false);
  });

  test('a port made of a plain object is decorated as well', async () => {
    const { calls, layer } = recorder();
    const plain: Pick<Shelf, 'read'> = Object.freeze({ read: async (key: string) => ok(key) });
    const spec = definePort<Pick<Shelf, 'read'>>('shelf', { read: { optionsAt: 1, idempotent: true } });
    expect(unwrap(await decorate(plain, spec, layer).read('a'))).toBe('a');
    expect(calls[0]?.provider).toBe('unknown');
  });
});
