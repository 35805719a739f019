import { join } from 'node:path';
import type { ObjectHead } from '@internal/storage-rules';
import type { Layout } from './layout.js';
import { createSmallFile, readSmallFile, removeFile } from './small-file.js';
import { versionId, type Version } from './version.js';

/** What is filed about one version of a content. */
export interface Sidecar {
  readonly head: ObjectHead;
  /** Of the file that it was written for. Another one's after a backup was restored, or when the content was cloned by hand. */
  readonly inode: bigint;
}

/**
 * Metadata is filed by the version of the content, not by the key: it is there before the content gets its name, and stays right
 * when the content is renamed. So naming the content is the one step by which an object changes.
 */
function pathOf(layout: Layout, bucket: string, version: Version): string {
  const shard = Number((version.modified / 1_000n) % 256n)
    .toString(16)
    .padStart(2, '0');
  return join(layout.metadata(bucket), shard, `${versionId(version)}.json`);
}

/** Files the metadata of a version; false where another content has the same time and size: then the version needs another time. */
export function createSidecar(
  layout: Layout,
  bucket: string,
  version: Version,
  head: ObjectHead,
  isDurable: boolean,
): Promise<boolean> {
  const text = JSON.stringify({ ...head, inode: version.inode.toString() });
  return createSmallFile(pathOf(layout, bucket, version), text, isDurable);
}

export async function readSidecar(layout: Layout, bucket: string, version: Version): Promise<Sidecar | undefined> {
  const text = await readSmallFile(pathOf(layout, bucket, version));
  return text === undefined ? undefined : parse(text);
}

/** Removes what was filed for this very file. A clone of it, made by hand, leaves the original's. */
export async function removeSidecar(layout: Layout, bucket: string, version: Version): Promise<void> {
  const sidecar = await readSidecar(layout, bucket, version);
  if (sidecar?.inode === version.inode) await removeFile(pathOf(layout, bucket, version));
}

/** A file that is damaged counts as none: the object keeps its content, and its type is guessed. */
function parse(text: string): Sidecar | undefined {
  try {
    const { contentType, cacheControl, metadata, sha256, inode } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof contentType !== 'string' || typeof metadata !== 'object' || metadata === null) return undefined;
    return {
      head: {
        contentType,
        cacheControl: typeof cacheControl === 'string' ? cacheControl : undefined,
        metadata: metadata as Readonly<Record<string, string>>,
        sha256: typeof sha256 === 'string' ? sha256 : undefined,
      },
      inode: BigInt(String(inode)),
    };
  } catch {
    return undefined;
  }
}
