import { createSecrets, DEFAULT_REDACT_KEYS } from './keys.js';
import type { Loggable } from './loggable.js';
import { Walk } from './walk.js';

export interface RedactorOptions {
  /** Keys whose value is replaced, at any depth. Case, `-` and `_` do not matter. Default: `DEFAULT_REDACT_KEYS`. */
  readonly keys?: readonly string[] | undefined;
  /** What a secret is replaced with. Default: `[redacted]`. */
  readonly censor?: string | undefined;
}

/**
 * Turns any value into plain data without secrets. Never throws and never changes its input, whatever it is given;
 * the value under a secret key is not even read.
 *
 * | input | output |
 * |---|---|
 * | an `Error` | `name`, `message`, `stack` (where it has frames), own properties, `errors`, `cause` |
 * | a Map | an object, or a list of pairs where a key is no string; a Set is a list |
 * | a Date | ISO 8601, or `[Invalid Date]` |
 * | a BigInt | its digits and an `n`; a NaN or an infinity its name |
 * | bytes | `[Buffer: 12 bytes]` |
 * | a function, a symbol | `[Function: name]`, `Symbol(name)` |
 * | something with `toJSON` | what that returns |
 * | `undefined` | left out of an object, else `null` |
 * | a cycle, a getter that throws | `[Circular]`, `[Thrown: message]` |
 * | what exceeds `LIMITS` | `[Too deep]`, or a note of how much was cut |
 * | a string with `scheme://user:password@host` | the password replaced |
 */
export type Redactor = (value: unknown) => Loggable;

export function createRedactor(options: RedactorOptions = {}): Redactor {
  const secrets = createSecrets(options.keys ?? DEFAULT_REDACT_KEYS, options.censor ?? '[redacted]');
  return (value) => {
    try {
      return new Walk(secrets).visit(value, 0);
    } catch {
      // Only an exhausted stack or heap gets here: everything else is guarded where it happens.
      return '[Unreadable]';
    }
  };
}
