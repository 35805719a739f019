/** How much of one value is kept. What goes beyond is replaced by a note that says how much it was. */
export const LIMITS: {
  /** Levels of nesting; a cause counts as one. */
  readonly depth: number;
  /** Entries of one object, array, Map or Set. */
  readonly entries: number;
  /** Entries over the whole value: shared references would otherwise multiply without end. */
  readonly totalEntries: number;
  /** UTF-16 units of one string. */
  readonly stringLength: number;
  /** UTF-16 units over the whole value, keys included. */
  readonly totalLength: number;
} = {
  depth: 12,
  entries: 1_000,
  totalEntries: 10_000,
  stringLength: 131_072,
  totalLength: 1_048_576,
};
