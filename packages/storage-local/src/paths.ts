import { join } from 'node:path';
import { namesOf } from './segments.js';
import type { Naming } from './naming.js';

/** Where an object is, below its bucket's folder: folders from the outside in, then the file. */
export interface KeyPath {
  readonly folders: readonly string[];
  readonly file: string;
}

/** The one place of a key. No two keys share one, nor does one key's file stand where another needs a folder. */
export function keyPathOf(key: string, naming: Naming): KeyPath {
  const segments = key.split('/');
  const names = segments.flatMap((segment, index) =>
    namesOf(segment, index === segments.length - 1 ? 'object' : 'folder', naming),
  );
  return { folders: names.slice(0, -1), file: names.at(-1) ?? '' };
}

/** The path of a key relative to its bucket's folder. */
export function relativePathOf(key: string, naming: Naming): string {
  const { folders, file } = keyPathOf(key, naming);
  return join(...folders, file);
}
