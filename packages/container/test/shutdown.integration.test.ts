import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('processes/service.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program and calls `react` with everything it has said so far, each time it says something. */
async function run(args: readonly string[], react: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    env: { ...process.env, TSX_TSCONFIG_PATH: `${root}/tsconfig.json` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    ended.stdout += chunk.toString();
    react(ended.stdout, (signal) => child.kill(signal));
  });
  await once(child, 'close');
  return { ...ended, code: child.exitCode, signal: child.signalCode } satisfies Ended;
}

/** Sends each signal once, when its line has been seen. */
function when(steps: readonly (readonly [line: string, signal: NodeJS.Signals])[]) {
  const left = [...steps];
  return (stdout: string, kill: (signal: NodeJS.Signals) => void): void => {
    const [next] = left;
    if (next === undefined || !stdout.includes(next[0])) return;
    left.shift();
    kill(next[1]);
  };
}

describe('a real process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s closes it and it ends with 0', async (signal) => {
    const ended = await run([], when([['ready', signal]]));
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: `ready\n${signal}, ready\ndb closed\nlisteners: 0\n`,
      stderr: '',
    });
  });

  test('ends by itself when it is not to be ended', async () => {
    const ended = await run(['no-exit', 'drain=20'], when([['ready', 'SIGTERM']]));
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('db closed\nlisteners: 0') });
  });

  test('names what hangs, closes the rest and ends with 1', async () => {
    const ended = await run(['hang'], when([['ready', 'SIGTERM']]));
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('db closed') });
    expect(ended.stderr).toBe("SIGTERM: 1 of 2 services did not close: 'queue' hangs\n");
  });

  test('a second signal ends it at once', async () => {
    const ended = await run(
      ['drain=60000'],
      when([
        ['ready', 'SIGTERM'],
        ['SIGTERM, ready', 'SIGINT'],
      ]),
    );
    expect(ended).toMatchObject({ code: 130, stdout: expect.not.stringContaining('db closed') });
  });
});
