import type { Call } from '@infra/core';

/** Which calls are alike: the same operation of the same port and provider. */
export type CallKind = Pick<Call, 'port' | 'provider' | 'operation'>;

/** Kinds that are kept apart. A service has some dozens; what makes up names without end shares one place beyond it. */
const MAX_KINDS = 1_000;

const OTHER: CallKind = { port: 'other', provider: 'other', operation: 'other' };

/**
 * What is made once for each kind of call: messages, label sets, attributes. Shared by all operations that a layer is around: a
 * decorated child is opened often, and must not make them anew.
 */
export class CallKinds<T> {
  private readonly make: (kind: CallKind) => T;
  private readonly known = new Map<string, T>();
  private readonly lastKind: { port: string; provider: string; operation: string } = { ...OTHER };
  private last: T;

  constructor(make: (kind: CallKind) => T) {
    this.make = make;
    this.last = make(OTHER);
    this.known.set(keyOf(OTHER), this.last);
  }

  of({ port, provider, operation }: CallKind): T {
    const { lastKind } = this;
    // The same again: three comparisons of what are mostly the same strings.
    if (lastKind.operation === operation && lastKind.provider === provider && lastKind.port === port) return this.last;
    const found = this.find({ port, provider, operation });
    Object.assign(lastKind, { port, provider, operation });
    this.last = found;
    return found;
  }

  private find(kind: CallKind): T {
    const key = keyOf(kind);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= MAX_KINDS) return this.known.get(keyOf(OTHER)) ?? this.make(OTHER);
    const made = this.make(kind);
    this.known.set(key, made);
    return made;
  }
}

/** A line break is in no name, and could not make two kinds one if it were in the last part. */
function keyOf({ port, provider, operation }: CallKind): string {
  return `${port}\n${provider}\n${operation}`;
}
