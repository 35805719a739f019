import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the test's own, gone after it. */
export function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'storage-local-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  return root;
}

/** What is below a folder and no folder itself, as relative paths, in order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The metadata that is filed in a root, of all versions of all objects. */
export function sidecarsIn(root: string): readonly string[] {
  return filesBelow(join(root, '.storage', 'metadata'));
}

export function temporariesIn(root: string): readonly string[] {
  return filesBelow(join(root, '.storage', 'temporary'));
}
