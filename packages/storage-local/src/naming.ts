/** How the names of keys look on disk. Recorded in the root, for it must never change. */
export type NamingKind = 'exact' | 'folded';

export interface Naming {
  readonly kind: NamingKind;
  /** Whether a character stands for itself in a name on disk; all others are percent-escaped. */
  isPlain(character: string): boolean;
}

/** What Windows cannot have in a name, `%`, which escapes, and `/`, which is no part of a segment. */
const AWKWARD = /[%\\/:*?"<>|\p{Cc}]/u;

/** What no file system takes for something else: neither case, nor normalisation, nor short names (`LONGNA~1`). */
const SAFE = /^[a-z0-9 .,;=@_!$&'()+{}[\]^#-]$/;

const NAMINGS: Readonly<Record<NamingKind, Naming>> = {
  // A file system that compares names byte by byte.
  exact: { kind: 'exact', isPlain: (character) => !AWKWARD.test(character) },
  // One that ignores case, or compares accented letters however they are composed.
  folded: { kind: 'folded', isPlain: (character) => SAFE.test(character) },
};

export function namingOf(kind: NamingKind): Naming {
  return NAMINGS[kind];
}
