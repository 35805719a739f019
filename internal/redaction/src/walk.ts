import type { Secrets } from './keys.js';
import { LIMITS } from './limits.js';
import type { Loggable } from './loggable.js';
import { describeBigInt, describeFunction, describeThrown } from './opaque.js';
import { shapeOf, type Shape } from './shape.js';
import { redactText } from './text.js';

/** One value on its way to plain data, and what is left of its limits. Used once. */
export class Walk {
  private readonly secrets: Secrets;
  private readonly ancestors: object[] = [];
  private entriesLeft: number = LIMITS.totalEntries;
  private lengthLeft: number = LIMITS.totalLength;

  constructor(secrets: Secrets) {
    this.secrets = secrets;
  }

  /** @param asJson Whether a `toJSON` of the value speaks for it. */
  visit(value: unknown, depth: number, asJson = true): Loggable {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'object':
        return value === null ? null : this.object(value, depth, asJson);
      case 'undefined':
        return null;
      case 'bigint':
        return describeBigInt(value);
      case 'function':
        return this.guarded(() => this.text(describeFunction(value)));
      default:
        return this.text(String(value));
    }
  }

  private object(value: object, depth: number, asJson: boolean): Loggable {
    if (this.ancestors.includes(value)) return '[Circular]';
    if (depth > LIMITS.depth) return '[Too deep]';
    this.ancestors.push(value);
    const plain = this.guarded(() => this.shaped(shapeOf(value, asJson, this.secrets), depth));
    this.ancestors.pop();
    return plain;
  }

  private shaped(shape: Shape, depth: number): Loggable {
    switch (shape.kind) {
      case 'text':
        return this.text(shape.text);
      case 'value':
        return this.visit(shape.value, depth + 1, false);
      case 'list':
        return this.list(shape.size, shape.at, depth);
      case 'record':
        return this.record(shape.keys, shape.read, depth);
    }
  }

  private list(size: number, at: (index: number) => unknown, depth: number): Loggable {
    const plain: Loggable[] = [];
    while (plain.length < size && this.mayTake(plain.length)) {
      const index = plain.length;
      plain.push(this.guarded(() => this.visit(at(index), depth + 1)));
    }
    if (plain.length < size) plain.push(`[… ${size - plain.length} more]`);
    return plain;
  }

  private record(keys: readonly string[], read: (key: string) => unknown, depth: number): Loggable {
    const plain: Record<string, Loggable> = {};
    let taken = 0;
    for (const key of keys) {
      if (!this.mayTake(taken)) break;
      taken += 1;
      if (this.secrets.has(key)) put(plain, this.text(key), this.secrets.censor);
      else this.property(plain, key, read, depth);
    }
    if (taken < keys.length) put(plain, '…', `[… ${keys.length - taken} more]`);
    return plain;
  }

  private property(plain: Record<string, Loggable>, key: string, read: (key: string) => unknown, depth: number): void {
    const value = this.guarded(() => {
      const raw = read(key);
      return raw === undefined ? undefined : this.visit(raw, depth + 1);
    });
    if (value !== undefined) put(plain, this.text(key), value);
  }

  private mayTake(taken: number): boolean {
    if (taken >= LIMITS.entries || this.entriesLeft === 0) return false;
    this.entriesLeft -= 1;
    return true;
  }

  private text(text: string): string {
    const plain = redactText(text, this.secrets.censor, Math.min(LIMITS.stringLength, this.lengthLeft));
    this.lengthLeft = Math.max(0, this.lengthLeft - plain.length);
    return plain;
  }

  /** Reading a hostile value throws; what it throws takes the value's place. */
  private guarded<T>(read: () => T): T | string {
    try {
      return read();
    } catch (thrown) {
      return this.text(describeThrown(thrown));
    }
  }
}

/** Sets an own property, `__proto__` included, which an assignment would take for the prototype. */
function put(target: Record<string, Loggable>, key: string, value: Loggable): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
