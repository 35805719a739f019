import { types } from 'node:util';

/** Beyond it the decimal digits cost more than they tell. */
const BIGINT_LIMIT = 2n ** 1024n;

/** Digits with an `n`: never a bare number, which a JSON reader would round. */
export function describeBigInt(value: bigint): string {
  return value < BIGINT_LIMIT && value > -BIGINT_LIMIT ? `${value}n` : '[BigInt beyond 1024 bits]';
}

export function describeFunction(value: object): string {
  const name: unknown = Reflect.get(value, 'name');
  return typeof name === 'string' && name !== '' ? `[Function: ${name}]` : '[Function]';
}

/** What was thrown while a value was read. It may be as hostile as the value. */
export function describeThrown(thrown: unknown): string {
  try {
    const message: unknown =
      typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown;
    return `[Thrown: ${String(message)}]`;
  } catch {
    return '[Thrown: something unreadable]';
  }
}

/** The text for an object whose own properties say nothing, or too much, of it; `undefined` for any other. */
export function describeOpaque(value: object): string | undefined {
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? '[Invalid Date]' : new Date(time).toISOString();
  }
  // Bytes are a length: what they hold may be a key or a file.
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
    return `[${Buffer.isBuffer(value) ? 'Buffer' : tagOf(value)}: ${value.byteLength} bytes]`;
  }
  if (types.isRegExp(value)) return RegExp.prototype.toString.call(value);
  if (types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value)) return `[${tagOf(value)}]`;
  return undefined;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
