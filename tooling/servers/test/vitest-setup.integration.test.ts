import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eventually, isRunning } from './support/processes.js';

const folder = fileURLToPath(new URL('fixtures/vitest', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs the fixtures whose names contain `fixture` in a Vitest of its own. */
async function run(projects: readonly string[], fixture: string, env: NodeJS.ProcessEnv = {}) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|REDIS_URL|DATABASE_URL|NODE_OPTIONS)/.test(name),
  );
  const args = ['run', '--reporter=default', ...projects.flatMap((name) => ['--project', name]), fixture];
  const child = spawn(process.execPath, [vitest, ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(own), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  await once(child, 'close');
  return { code: child.exitCode, output };
}

describe('no-leaks', () => {
  test('passes a file that closes what it opens, even a moment late and under fake timers', async () => {
    const { code, output } = await run(['bare'], 'clean.fixture.ts');
    expect(output).toContain('1 passed');
    expect(code).toBe(0);
  });

  test('fails every file that leaks, and names what is left', async () => {
    const { code, output } = await run(['bare'], 'leaking');
    expect(code).toBe(1);
    expect(output).toContain('Test Files  3 failed');
    expect(output).toMatch(/leaves resources behind.*: 1 × timer \(Timeout\)\./);
    expect(output).toMatch(/leaves resources behind.*1 × TCP server \(TCPServerWrap\).*: .*server .*"127\.0\.0\.1"/);
    expect(output).toMatch(/leaves resources behind.*2 × TCP socket \(TCPSocketWrap\)/);
    expect(output).toMatch(/leaves resources behind.*: 1 × child process \(ProcessWrap\)\./);
  });

  test('an unhandled rejection fails a run whose tests pass', async () => {
    const { code, output } = await run(['bare'], 'rejection.fixture.ts');
    expect(output).toContain('1 passed');
    expect(output).toContain('nobody handles this');
    expect(code).toBe(1);
  });
});

describe('globalSetup', () => {
  test('gives all projects of a run one Redis, says so once, and ends it', async () => {
    const { code, output } = await run(['one', 'two'], 'redis.fixture.ts');
    expect([code, output]).toEqual([0, expect.stringContaining('2 passed')]);
    expect(output.match(/Redis of this run: (redis|valkey)-server \d/g)).toHaveLength(1);
    const urls = [...output.matchAll(/url:(redis:\S+):pid:(\d+)\./g)];
    expect(urls).toHaveLength(2);
    expect(new Set(urls.map(([whole]) => whole)).size).toBe(1);
    expect(await eventually(() => !isRunning(Number(urls[0]?.[2])), 2_000)).toBe(true);
  });

  test('a REDIS_URL that is dead fails the run and does not show its password', async () => {
    const { code, output } = await run(['one', 'two'], 'redis.fixture.ts', {
      REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(output).toContain('REDIS_URL is set to redis://***@127.0.0.1:1');
    expect(output).not.toContain('hunter2');
  });

  test('without it testRedis() says what is missing', async () => {
    const { code, output } = await run(['bare'], 'redis.fixture.ts');
    expect(code).toBe(1);
    expect(output).toContain('global-setup.ts');
  });

  test('the one for PostgreSQL gives a PostgreSQL', async () => {
    const { code, output } = await run(['postgres'], 'postgres.fixture.ts');
    expect([code, output]).toEqual([0, expect.stringContaining('1 passed')]);
    expect(output.match(/PostgreSQL of this run: PostgreSQL \d/g)).toHaveLength(1);
  });
});
