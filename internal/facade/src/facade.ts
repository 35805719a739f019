type Method = (...args: readonly unknown[]) => unknown;

/** What stands in for a member: a value, or what is asked each time. */
export type Replacement = { readonly value: unknown } | { readonly get: () => unknown };

/** Something that can be read off a port, and how it reaches the facade. */
interface Member {
  readonly name: PropertyKey;
  /** A method to bind; undefined for whatever is looked up each time. */
  readonly method: Method | undefined;
  /** Whether the facade can have it by plain assignment, seven times as fast as a definition. */
  readonly isAssignable: boolean;
  readonly isWritable: boolean;
  readonly enumerable: boolean;
}

/** What the classes of ports look like, remembered: children are opened often, and all alike. */
export type KnownClasses = WeakMap<object, readonly Member[]>;

/**
 * An object of the same class as `target` that has its members, own and inherited: replaced where there is a replacement, handed on
 * where there is none. No Proxy: the members are those of now. Methods run on `target`, so that its private fields are theirs.
 */
export function createFacade<T extends object>(
  target: T,
  replacementFor: (name: PropertyKey) => Replacement | undefined,
  known: KnownClasses,
): T {
  const prototype: unknown = Object.getPrototypeOf(target);
  const facade = Object.create(isObject(prototype) ? prototype : null) as T;
  for (const member of membersOf(target)) put(facade, member, replacementFor(member.name) ?? handOn(target, member));
  if (!isObject(prototype)) return facade;
  for (const member of inheritedFrom(prototype, known)) {
    if (Object.hasOwn(facade, member.name)) continue;
    put(facade, member, replacementFor(member.name) ?? handOn(target, member));
  }
  return facade;
}

function inheritedFrom(prototype: object, known: KnownClasses): readonly Member[] {
  const remembered = known.get(prototype);
  if (remembered !== undefined) return remembered;
  const members = new Map<PropertyKey, Member>();
  let owner: unknown = prototype;
  while (isObject(owner) && owner !== Object.prototype) {
    for (const member of membersOf(owner)) if (!members.has(member.name)) members.set(member.name, member);
    owner = Object.getPrototypeOf(owner);
  }
  known.set(prototype, [...members.values()]);
  return [...members.values()];
}

function membersOf(owner: object): Member[] {
  const members: Member[] = [];
  for (const name of Reflect.ownKeys(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (name === 'constructor' || descriptor === undefined) continue;
    const value: unknown = descriptor.value;
    const isData = descriptor.writable === true;
    members.push({
      name,
      method: isMethod(value) ? value : undefined,
      isAssignable: isData && name !== '__proto__',
      isWritable: isData || descriptor.set !== undefined,
      enumerable: descriptor.enumerable === true,
    });
  }
  return members;
}

function handOn(target: object, { name, method, isWritable }: Member): Replacement & { set?: (next: unknown) => void } {
  if (method !== undefined) return { value: method.bind(target) };
  const get = (): unknown => Reflect.get(target, name);
  if (!isWritable) return { get };
  return {
    get,
    set: (next) => {
      Reflect.set(target, name, next);
    },
  };
}

function put(facade: object, { name, isAssignable, enumerable }: Member, replacement: Replacement): void {
  if ('value' in replacement && isAssignable) (facade as Record<PropertyKey, unknown>)[name] = replacement.value;
  else Object.defineProperty(facade, name, { configurable: true, enumerable, ...replacement });
}

const PLAIN_FUNCTION_KEYS: readonly PropertyKey[] = ['length', 'name', 'prototype', 'arguments', 'caller'];

/** A plain function. One with members of its own (a client that can be called) or a class is a value: binding would lose them. */
function isMethod(value: unknown): value is Method {
  if (typeof value !== 'function') return false;
  const isClass = Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
  return !isClass && Reflect.ownKeys(value).every((key) => PLAIN_FUNCTION_KEYS.includes(key));
}

function isObject(candidate: unknown): candidate is object {
  return typeof candidate === 'object' && candidate !== null;
}
