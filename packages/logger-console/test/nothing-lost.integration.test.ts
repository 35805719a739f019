import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const LINES = 20_000;
const HUGE_LINES = 20;
const READER_PAUSE_MS = 10;

let folder = '';
let program = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logger-console-'));
  program = join(folder, 'child-program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child-program.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command whose standard output is read slowly: far more slowly than the child writes. */
async function run(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  let stdout = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    stdout += String(chunk);
    await delay(READER_PAUSE_MS);
  }
  return { code: await ended, stdout, stderr };
}

const shell = (script: string): Promise<Ended> =>
  run('sh', ['-c', script.replaceAll('NODE', `'${process.execPath}' '${program}'`)]);

/** Every line arrived, whole and in order. */
function expectAll(text: string): void {
  const records = text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as { index: number; padding?: string }); // prettier-ignore
  expect(records.length).toBe(LINES);
  expect(records.every(({ index }, position) => index === position)).toBe(true);
  expect(records.filter(({ padding }) => padding?.length === 100_000).length).toBe(HUGE_LINES);
}

const ENDINGS = [
  ['returns', 'return', 0],
  ['calls process.exit()', 'exit', 0],
  ['throws what nobody catches', 'throw', 1],
  ['closes the logger and ends by itself', 'close', 0],
] as const;

describe.each([
  ['a pipe that blocks', []],
  ['a pipe that does not block', ['touch-stdout']],
])('a slow reader of %s', (_name, flags) => {
  test.each(ENDINGS)('gets every line of a process that %s', async (_ending, ending, expected) => {
    const { code, stdout, stderr } = await run(process.execPath, [program, ending, ...flags]);
    expect(code).toBe(expected);
    expect(stderr.includes('uncaught on purpose')).toBe(ending === 'throw');
    expectAll(stdout);
  });
});

test('the test sees a loss: a stream as the destination loses lines at process.exit()', async () => {
  const { stdout } = await run(process.execPath, [program, 'exit', 'stream']);
  expect(stdout.split('\n').length).toBeLessThan(LINES);
});

describe('from the shell', () => {
  test.each(ENDINGS)('a slow pipeline gets every line of a process that %s', async (_ending, ending) => {
    const { stdout } = await shell(`NODE ${ending} touch-stdout 2>/dev/null | (sleep 0.3; cat)`);
    expectAll(stdout);
  });

  test.each(ENDINGS)('a file gets every line of a process that %s', async (_ending, ending, expected) => {
    const file = join(folder, `${ending}.log`);
    const { code } = await shell(`NODE ${ending} > '${file}' 2>/dev/null`);
    expect(code).toBe(expected);
    expectAll(await readFile(file, 'utf8'));
  });

  test.each(['', 'touch-stdout'])('a reader that goes away does not end the process (%s)', async (flags) => {
    const { stdout, stderr } = await shell(`NODE report ${flags} | head -n 1`);
    expect(stdout).toContain('"index":0');
    expect(stderr).toMatch(/^survived, dropped 1\d{4}\n$/);
  });

  test('a closed standard output does not end the process', async () => {
    const { stderr } = await shell('NODE report >&-');
    expect(stderr).toMatch(/^survived, dropped \d+\n$/);
  });

  test('pretty text arrives as well', async () => {
    const { stdout } = await shell('NODE exit pretty touch-stdout | (sleep 0.3; cat)');
    expect(stdout.split('\n').length - 1).toBe(LINES);
  });
});
