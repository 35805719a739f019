import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by path; what is no text is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

export interface Tree extends Disposable {
  readonly root: string;
  write(files: Files): void;
}

/** A small repository in a temp folder. */
export function makeTree(files: Files): Tree {
  const root = mkdtempSync(join(tmpdir(), 'infra-checks-test-'));
  const write = (more: Files): void => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  };
  write(files);
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
