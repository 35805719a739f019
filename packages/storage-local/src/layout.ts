import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Naming } from './naming.js';
import { keyPathOf } from './paths.js';

/** The folder in the root that is no bucket: their names have no dot. */
const OWN = '.storage';

/** Where an object is on this machine. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  /** The bucket's folder, and those below it down to the object's, outermost first. */
  readonly folders: readonly string[];
  /** The last of them. */
  readonly folder: string;
  readonly path: string;
}

/** Where everything is in a root. */
export class Layout {
  /** Without symbolic links. */
  readonly root: string;
  readonly naming: Naming;
  /** What is being written or removed. */
  readonly temporary: string;

  constructor(root: string, naming: Naming) {
    this.root = root;
    this.naming = naming;
    this.temporary = temporaryFolder(root);
  }

  bucket(name: string): string {
    return join(this.root, name);
  }

  place(bucket: string, key: string): Place {
    const { folders: names, file } = keyPathOf(key, this.naming);
    const folders = [this.bucket(bucket)];
    let folder = this.bucket(bucket);
    for (const name of names) {
      folder = join(folder, name);
      folders.push(folder);
    }
    return { bucket, key, folders, folder, path: join(folder, file) };
  }

  /** A name for something that is on its way into a bucket or out of it. The sweep reads the bucket off it. */
  newTemporary(bucket: string): string {
    return join(this.temporary, `${bucket}.${randomUUID()}`);
  }

  /** The folder of the metadata of a bucket's objects. */
  metadata(bucket: string): string {
    return join(this.root, OWN, 'metadata', bucket);
  }

  bucketRecord(bucket: string): string {
    return join(this.root, OWN, 'buckets', `${bucket}.json`);
  }
}

export function temporaryFolder(root: string): string {
  return join(root, OWN, 'temporary');
}

/** The folders that every root has, outermost first. */
export function ownFolders(root: string): readonly string[] {
  const own = join(root, OWN);
  return [own, temporaryFolder(root), join(own, 'metadata'), join(own, 'buckets')];
}

/** What was found out when the root was made. */
export function rootRecord(root: string): string {
  return join(root, OWN, 'root.json');
}
