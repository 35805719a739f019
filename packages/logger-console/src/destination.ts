/**
 * Where lines go. Any Node `Writable` fits; a stream keeps in memory what its reader has not taken yet, so a line written
 * to one just before the process ends may be lost.
 */
export interface LogDestination {
  /** Takes one entry, its line break included, before it returns; or throws. In pretty format an error adds lines to its entry. */
  write(line: string): unknown;
  /** Settles when everything written so far has left the process. Left out where `write` itself does that. */
  readonly flush?: () => PromiseLike<void> | void;
  /** Whether a person reads it: what `format` and `colors` go by when they are `auto`. Default: false. */
  readonly isTTY?: boolean;
}
