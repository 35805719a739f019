import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Program {
  start(...args: readonly string[]): ChildProcess;
  /** What it printed last, as JSON, once it has ended by itself. */
  run<T>(...args: readonly string[]): Promise<T>;
  [Symbol.dispose](): void;
}

/** A script of these tests as a program of its own: in one file, because most of them run many times. */
export async function programOf(script: string): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'storage-local-program-'));
  const outfile = join(folder, `${basename(script, '.ts')}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    logLevel: 'error',
  });
  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    start,
    async run<T>(...args: readonly string[]) {
      const child = start(...args);
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`${basename(script)} ${args.join(' ')} ended with ${String(code)}`);
      return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
