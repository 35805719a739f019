import type { Layer, PortSpec } from '@infra/core';
import { neverAbortedSignal } from '@internal/call-signal';
import { createFacade, type KnownClasses, type Replacement } from '@internal/facade';
import { decorateOperation, type OperationEntry, type Perform } from './operation.js';

/** What an entry of a spec is at run time: for an operation, for a child, or the entries of an optional feature. */
type Entry = OperationEntry | 'child' | Entries;
interface Entries {
  readonly [member: string]: Entry;
}

interface Around {
  readonly port: string;
  readonly provider: string;
  /** The entries of the port itself, which are those of its children too. */
  readonly root: Entries;
  readonly layers: readonly Layer[];
  readonly neverAborted: AbortSignal;
  readonly known: KnownClasses;
}

/**
 * What must be there for a spec to fit. Names, not signatures: a port of one value type (`Cache<User>`) is not assignable to the one
 * of another, and the layers do not look at values.
 */
export type ShapeOf<Port> = {
  readonly [K in keyof Port as object extends Pick<Port, K> ? never : K]: Port[K] extends (...args: never[]) => unknown
    ? (...args: never[]) => unknown
    : unknown;
};

/**
 * Puts layers around every operation of a port, the first of them outermost; the result is a port of the same type.
 *
 * A closure per operation is built here, once. Children (`namespace()`) and optional features are decorated alike. Whatever is no
 * operation reaches the port itself: getters, setters, symbols, `native`, `close()`, synchronous methods. The members are those
 * that the port has now. The port is left as it is.
 *
 * @param spec made by `definePort`
 * @example const cache = decorate(createRedisCache({ url }), cacheSpec, retry(), timeout({ ms: 200 }));
 */
export function decorate<Port extends object, Decorated extends ShapeOf<Port>>(
  port: Decorated,
  spec: PortSpec<Port>,
  ...layers: readonly Layer[]
): Decorated {
  // The compiler has seen every entry against the port's type (`definePort`); from here on they are data.
  const entries: object = spec.entries;
  const root = entries as Entries;
  const provider = 'provider' in port && typeof port.provider === 'string' ? port.provider : 'unknown';
  return decorateMembers(port, root, '', {
    port: spec.port,
    provider,
    root,
    layers,
    neverAborted: neverAbortedSignal(),
    known: new WeakMap(),
  });
}

function decorateMembers<T extends object>(target: T, entries: Entries, path: string, around: Around): T {
  const replacementFor = (name: PropertyKey): Replacement | undefined => {
    if (typeof name !== 'string' || !Object.hasOwn(entries, name)) return undefined;
    const entry = entries[name];
    return entry === undefined ? undefined : decorateMember(target, name, entry, `${path}${name}`, around);
  };
  return createFacade(target, replacementFor, around.known);
}

function decorateMember(
  target: object,
  member: string,
  entry: Entry,
  path: string,
  around: Around,
): Replacement | undefined {
  if (entry === 'child') {
    return {
      value: (...args: readonly unknown[]) => {
        const child = call(target, member, args);
        return isObject(child) ? decorateMembers(child, around.root, '', around) : child;
      },
    };
  }
  if (!isOperation(entry)) return { get: featureGetter(target, member, entry, path, around) };
  // An optional operation that this provider does not have.
  if (typeof Reflect.get(target, member) !== 'function') return undefined;
  const perform: Perform = (args) => call(target, member, args) as ReturnType<Perform>;
  const { port, provider, layers, neverAborted } = around;
  return { value: decorateOperation({ port, provider, operation: path }, perform, entry, layers, neverAborted) };
}

/** A feature may be a getter and come later, or be another one each time: it is decorated when it is asked for, each one once. */
function featureGetter(target: object, member: string, entries: Entries, path: string, around: Around): () => unknown {
  let seen: unknown;
  let decorated: unknown;
  return () => {
    const feature: unknown = Reflect.get(target, member);
    if (feature !== seen || decorated === undefined) {
      seen = feature;
      decorated = isObject(feature) ? decorateMembers(feature, entries, `${path}.`, around) : feature;
    }
    return decorated;
  };
}

function isOperation(entry: OperationEntry | Entries): entry is OperationEntry {
  const { idempotent, callback }: { readonly idempotent?: unknown; readonly callback?: unknown } = entry;
  return typeof idempotent === 'boolean' || typeof idempotent === 'function' || callback === true;
}

function isObject(candidate: unknown): candidate is object {
  return typeof candidate === 'object' && candidate !== null;
}

/** Looked up at every call, so that the port is asked and not a copy of it. */
function call(target: object, member: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, member) as (...args: readonly unknown[]) => unknown, target, args);
}
