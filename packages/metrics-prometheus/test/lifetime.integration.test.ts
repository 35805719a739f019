import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-prometheus-'));
  program = join(folder, 'measured-program.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('measured-program.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A bound on what hangs, not a measure of speed: it takes a second, or twenty on a machine that is busy with ten others. */
const HANGS_MS = 60_000;

test.each(['close', 'forget'])(
  'a process that measures itself ends by itself: %s',
  async (ending) => {
    const child = spawn(process.execPath, [program, ending], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: HANGS_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    await once(child, 'close');
    expect([child.exitCode, child.signalCode]).toEqual([0, null]);
    expect(output).toContain('process_cpu_seconds_total');
    expect(output).toMatch(/nodejs_gc_duration_seconds_count\{kind="m[a-z]+"\} [1-9]/);
  },
  2 * HANGS_MS,
);
