import { ok, type Result } from '@infra/core';
import { copyOf, isolate, weigh } from '@internal/serialization';

/** A value ready to be stored. */
export interface Prepared {
  readonly value: unknown;
  /** Estimated, in memory. */
  readonly bytes: number;
}

/** A value that has to be copied for every reader. */
class Unshared {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** The value itself, for callers who promise not to mutate it; or why it is refused. */
export function shared(value: unknown): Result<Prepared, string> {
  const bytes = weigh(value);
  return bytes.ok ? ok({ value, bytes: bytes.value }) : bytes;
}

/** A copy that nobody else can change; or why the value is refused. */
export function isolated(original: unknown): Result<Prepared, string> {
  const copy = isolate(original);
  if (!copy.ok) return copy;
  const { value, bytes, shareable } = copy.value;
  return ok({ value: shareable ? value : new Unshared(value), bytes });
}

/** What a reader gets of a stored value. */
export function handOut(value: unknown): unknown {
  return value instanceof Unshared ? copyOf(value.value) : value;
}
