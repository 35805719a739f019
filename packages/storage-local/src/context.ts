import type { KeyedLocks } from './keyed-locks.js';
import type { Layout } from './layout.js';
import type { Stamps } from './version.js';

/** What the operations on objects have in common, once the root is open. */
export interface Context {
  readonly layout: Layout;
  readonly isDurable: boolean;
  readonly stamps: Stamps;
  /** By path. For the short steps that name or remove content: between processes the file system's own atomicity does it. */
  readonly locks: KeyedLocks;
}
