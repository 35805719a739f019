import { lstat, mkdir, realpath } from 'node:fs/promises';
import { errnoOf } from './errors.js';
import { syncFolder } from './folders.js';
import { Layout, ownFolders, rootRecord, temporaryFolder } from './layout.js';
import { namingOf, type NamingKind } from './naming.js';
import { probeNaming } from './probe.js';
import { readSmallFile, replaceSmallFile } from './small-file.js';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

/** Makes the root, our own folders in it and the own bucket, where they are missing. Several processes may do so at once. */
export async function openRoot(path: string, bucket: string, isDurable: boolean): Promise<Layout> {
  await mkdir(path, { recursive: true });
  const root = await realpath(path);
  for (const folder of ownFolders(root)) await makeOwn(folder);
  const layout = new Layout(root, namingOf(await namingIn(root, isDurable)));
  await makeOwn(layout.bucket(bucket));
  if (isDurable) await syncFolder(root);
  return layout;
}

async function makeOwn(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    // What stands there must be a folder: a symbolic link would lead out of the root.
    if (errnoOf(cause) !== 'EEXIST' || !(await lstat(folder)).isDirectory()) throw cause;
  }
}

/** As recorded, or as found out now and recorded: whoever records it first decides. */
async function namingIn(root: string, isDurable: boolean): Promise<NamingKind> {
  const record = rootRecord(root);
  const known = await readNaming(record);
  if (known !== undefined) return known;
  const found = await probeNaming(temporaryFolder(root));
  await replaceSmallFile(record, `${JSON.stringify({ version: 1, names: found })}\n`, {
    temporary: join(temporaryFolder(root), `root.${randomUUID()}`),
    isDurable,
    onlyIfAbsent: true,
  });
  return (await readNaming(record)) ?? found;
}

async function readNaming(record: string): Promise<NamingKind | undefined> {
  const text = await readSmallFile(record);
  if (text === undefined) return undefined;
  const { version, names } = JSON.parse(text) as { readonly version?: unknown; readonly names?: unknown };
  if (version === 1 && (names === 'exact' || names === 'folded')) return names;
  throw new Error(`${record} is not of a version that this adapter knows.`);
}
