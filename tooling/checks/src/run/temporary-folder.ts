import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder {
  readonly path: string;
  dispose(): void;
}

const folders = new Set<string>();
let hooked = false;

/** A folder that is gone when this process is, however it is ended (short of SIGKILL). */
export function temporaryFolder(name: string): TemporaryFolder {
  if (!hooked) {
    hooked = true;
    process.on('exit', () => {
      for (const path of folders) remove(path);
    });
  }
  const path = mkdtempSync(join(tmpdir(), `infra-${name}-`));
  folders.add(path);
  return { path, dispose: () => remove(path) };
}

function remove(path: string): void {
  folders.delete(path);
  rmSync(path, { recursive: true, force: true });
}
