import { err, ok, type Result } from '@infra/core';
import { copyAndFreeze, type Copy } from './copy.js';
import { fromExtended, toExtended } from './extended-json.js';
import { measure } from './measure.js';
import { isPlainJson, Refusal } from './walk.js';

export { copyOf, type Copy } from './copy.js';

/** Marks the extended form. No JSON text begins with it, so plain values stay plain JSON: readable, and countable by Redis. */
const EXTENDED = '~';

/** Runs a walk; a refusal is an answer. */
function refusing<T>(value: unknown, walk: (value: unknown) => T): Result<T, string> {
  try {
    return ok(walk(value));
  } catch (cause) {
    return err(reasonOf(value, cause));
  }
}

/** Walks again to say where: only failures pay for paths. */
function reasonOf(value: unknown, first: unknown): string {
  try {
    isPlainJson(value, 0, []);
  } catch (second) {
    return second instanceof Refusal ? second.message : unreadable(second);
  }
  return unreadable(first);
}

function unreadable(cause: unknown): string {
  return `reading the value threw ${cause instanceof Error ? cause.message : typeof cause}`;
}

function toText(value: unknown): string {
  return isPlainJson(value) ? JSON.stringify(value) : EXTENDED + JSON.stringify(toExtended(value));
}

/** Text from which `deserialize` makes an equal value, or why there is none. Plain data is plain JSON. */
export function serialize(value: unknown): Result<string, string> {
  return refusing(value, toText);
}

/** Whether JSON keeps the value as it is, or why `serialize` would refuse it. */
export function isPlain(value: unknown): Result<boolean, string> {
  return refusing(value, (candidate) => isPlainJson(candidate));
}

/** Reads what `serialize` wrote; text that it did not write is an error, with the cause. */
export function deserialize(text: string): Result<unknown, unknown> {
  try {
    return ok(
      text.startsWith(EXTENDED)
        ? fromExtended(JSON.parse(text.slice(EXTENDED.length)) as Parameters<typeof fromExtended>[0])
        : (JSON.parse(text) as unknown),
    );
  } catch (cause) {
    return err(cause);
  }
}

/** A copy nobody else can change, or why the value is refused: the same values that `serialize` refuses. */
export function isolate(value: unknown): Result<Copy, string> {
  return refusing(value, copyAndFreeze);
}

/** Estimated bytes of the value in memory, the same as `isolate` tells, or why it is refused. Copies nothing. */
export function weigh(value: unknown): Result<number, string> {
  return refusing(value, measure);
}

/** Why `serialize` would refuse the value; undefined when it would not. */
export function refusal(value: unknown): string | undefined {
  const checked = refusing(value, isPlainJson);
  return checked.ok ? undefined : checked.error;
}
