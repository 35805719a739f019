import { err, ok, type Result } from '@infra/core';
import { copyAndFreeze, type Copy } from './copy.js';
import { fromExtended, toExtended } from './extended-json.js';
import { isPlainJson, Refusal } from './walk.js';

export { copyOf, type Copy } from './copy.js';

/** Marks the extended form. No JSON text begins with it, so plain values stay plain JSON: readable, and countable by Redis. */
const EXTENDED = '~';

/** Runs a walk; a refusal is an answer. Walks again to say where: only failures pay for paths. */
function refusing<T>(value: unknown, work: (plain: boolean) => T): Result<T, string> {
  try {
    return ok(work(isPlainJson(value)));
  } catch (first) {
    try {
      isPlainJson(value, 0, []);
    } catch (second) {
      return err(second instanceof Refusal ? second.message : unreadable(second));
    }
    return err(unreadable(first));
  }
}

function unreadable(cause: unknown): string {
  return `reading the value threw ${cause instanceof Error ? cause.message : typeof cause}`;
}

/** Text from which `deserialize` makes an equal value, or why there is none. Plain data is plain JSON. */
export function serialize(value: unknown): Result<string, string> {
  return refusing(value, (plain) => (plain ? JSON.stringify(value) : EXTENDED + JSON.stringify(toExtended(value))));
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
  return refusing(value, () => copyAndFreeze(value));
}

/** Why `serialize` would refuse the value; undefined when it would not. */
export function refusal(value: unknown): string | undefined {
  const checked = refusing(value, () => undefined);
  return checked.ok ? undefined : checked.error;
}
