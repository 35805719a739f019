import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys, keyProblem } from '@internal/storage-rules';
import { folderState, isAbsence } from './folders.js';
import type { Layout } from './layout.js';
import { namesOf, readName } from './segments.js';

export interface WalkedObject {
  readonly key: string;
  readonly path: string;
}

/** Where a walk goes on: behind a key, or behind all keys that begin so. */
export interface Bound {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** A thing in a folder: an object, or what holds the objects whose keys begin with `text`. */
interface Entry {
  readonly text: string;
  readonly isObject: boolean;
  readonly path: string;
}

/** Walks the objects of a bucket in the order of their keys, and reads only folders that can hold what it looks for. */
export class Walk {
  /** May be moved on while walking. */
  bound: Bound | undefined;
  private readonly layout: Layout;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(layout: Layout, bucket: string, prefix: string, bound: Bound | undefined) {
    this.layout = layout;
    this.bucket = bucket;
    this.prefix = prefix;
    this.bound = bound;
  }

  async *objects(): AsyncGenerator<WalkedObject, void> {
    const stack = [await this.start()];
    for (let entries = stack.at(-1); entries !== undefined; entries = stack.at(-1)) {
      const entry = entries.pop();
      if (entry === undefined) stack.pop();
      else if (!entry.isObject) {
        if (!this.isBehind(entry.text)) stack.push(await this.read(entry.path, entry.text));
      } else if (!this.isPassed(entry.text) && keyProblem(entry.text) === undefined) {
        yield { key: entry.text, path: entry.path };
      }
    }
  }

  /** Straight to the innermost folder that holds all of the prefix. */
  private async start(): Promise<Entry[]> {
    const segments = this.prefix.split('/').slice(0, -1);
    const names = segments.flatMap((segment) => namesOf(segment, 'folder', this.layout.naming));
    const folder = join(this.layout.bucket(this.bucket), ...names);
    if ((await folderState(folder)) !== 'there') return [];
    return this.read(folder, segments.map((segment) => `${segment}/`).join(''));
  }

  /** What is in a folder and may count, last key first. Symbolic links, and names that no key has, do not. */
  private async read(folder: string, base: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const item of await readFolder(folder)) {
      if (!item.isFile() && !item.isDirectory()) continue;
      const name = readName(item.name, item.isDirectory(), this.layout.naming);
      if (name === undefined) continue;
      const text = base + name.text + (name.kind === 'folder' ? '/' : '');
      const isObject = name.kind === 'object';
      if (!text.startsWith(this.prefix) && (isObject || !this.prefix.startsWith(text))) continue;
      entries.push({ text, isObject, path: join(folder, item.name) });
    }
    return entries.sort((one, other) => compareKeys(other.text, one.text));
  }

  private isPassed(key: string): boolean {
    if (this.bound === undefined) return false;
    const { text, isPrefix } = this.bound;
    return (isPrefix && key.startsWith(text)) || compareKeys(key, text) <= 0;
  }

  /** Whether every key that begins so is passed. */
  private isBehind(beginning: string): boolean {
    if (this.bound === undefined) return false;
    const { text, isPrefix } = this.bound;
    if (text.startsWith(beginning)) return isPrefix && text === beginning;
    return (isPrefix && beginning.startsWith(text)) || compareKeys(beginning, text) < 0;
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    // It was removed since it was seen: nothing is in it.
    if (isAbsence(cause)) return [];
    throw cause;
  }
}
