import { types } from 'node:util';

/** What a value is to the serializer. `refused` carries why. */
export type Kind =
  | 'plain' // JSON keeps it exactly
  | 'undefined'
  | 'special-number'
  | 'bigint'
  | 'array'
  | 'object'
  | 'null-prototype'
  | 'date'
  | 'map'
  | 'set'
  | 'buffer'
  | 'bytes'
  | { readonly refused: string };

/** A prototype without one of its own is some realm's `Object.prototype`: jest and vm contexts have several. */
function isRootPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null;
}

/** The class itself, not one derived from it: a derived instance would come back as its base. */
function isDirectInstance(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object;
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return parent !== null && isRootPrototype(parent);
}

function refusedInstance(value: object): Kind {
  const name: unknown = (value.constructor as { readonly name?: unknown } | undefined)?.name;
  return { refused: `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'}` };
}

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) return 'array';
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return 'null-prototype';
  if (isRootPrototype(prototype)) return 'object';
  if (Buffer.isBuffer(value)) return 'buffer';
  if (types.isUint8Array(value)) return value.constructor.name === 'Uint8Array' ? 'bytes' : refusedInstance(value);
  if (!isDirectInstance(value)) return refusedInstance(value);
  if (types.isDate(value)) return 'date';
  if (types.isMap(value)) return 'map';
  if (types.isSet(value)) return 'set';
  return refusedInstance(value);
}

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return 'plain';
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? 'plain' : 'special-number';
    case 'undefined':
      return 'undefined';
    case 'bigint':
      return 'bigint';
    case 'object':
      return value === null ? 'plain' : kindOfObject(value);
    case 'function':
      return { refused: 'a function' };
    case 'symbol':
      return { refused: 'a symbol' };
  }
}
