import { expectError, expectOk } from '@infra/conformance';
import type { InfraError } from '@infra/core';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { build } from 'esbuild';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPinoLogger } from '../src/index.js';

const LINES = 20_000;
const HUGE_LINES = 20;
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

let folder = '';
let programs = '';

/** The child program over one major of pino, which stays outside: a transport is a file of its own. */
async function compile(major: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('child-program.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
    outfile: join(programs, `${major}.mjs`),
    alias: { pino: major },
    external: [major],
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logger-pino-'));
  programs = await mkdtemp(join(MODULES, '.child-'));
  await Promise.all(['pino', 'pino9'].map(compile));
});

afterAll(async () => {
  await Promise.all([folder, programs].map((path) => rm(path, { recursive: true, force: true })));
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return { code: await ended, stdout, stderr };
}

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
  ['flushes and is killed', 'flush', null],
  ['closes the logger and ends by itself', 'close', 0],
] as const;

describe.each(['pino', 'pino9'])('%s', (major) => {
  test.each(ENDINGS)('a file has every line of a process that %s', async (_, ending, expected) => {
    const path = join(folder, `${major}-${ending}.log`);
    const { code } = await run(join(programs, `${major}.mjs`), ending, 'file', path);
    expect(code).toBe(expected);
    expectAll(await readFile(path, 'utf8'));
  });

  test('standard output has every line of a process that exits', async () => {
    const { stdout } = await run(join(programs, `${major}.mjs`), 'exit', 'stdout');
    expectAll(stdout);
  });

  test('a transport has every line of a process that closes the logger, and that ends by itself', async () => {
    const path = join(folder, `${major}-transport.log`);
    const { code, stderr } = await run(join(programs, `${major}.mjs`), 'close', 'transport', path);
    expect([code, stderr]).toEqual([0, 'closed']);
    expectAll(await readFile(path, 'utf8'));
  });

  test('flush of a transport calls back although nothing else holds the process', async () => {
    const path = join(folder, `${major}-transport-flush.log`);
    const { stderr } = await run(join(programs, `${major}.mjs`), 'flush', 'transport', path);
    expect(stderr).toBe('flushed');
    if (major === 'pino') expectAll(await readFile(path, 'utf8'));
  });
});

describe('a file', () => {
  test('is opened by the first line, and closed with the logger', async () => {
    const path = join(folder, 'late', 'x.log');
    const errors: InfraError[] = [];
    const logger = createPinoLogger({ destination: path, onError: (error) => errors.push(error) });
    await expectOk(logger.flush(), 'nothing to flush');
    logger.info('there is no folder');
    expect(errors.map(({ code }) => code)).toEqual(['not_found']);
    await mkdir(join(folder, 'late'));
    expect(existsSync(path)).toBe(false);
    logger.fatal('now there is');
    await expectOk(logger.close(), 'close');
    expect([logger.dropped, (await readFile(path, 'utf8')).includes('now there is')]).toEqual([1, true]);
  });

  test('a descriptor that was given stays open', async () => {
    const descriptor = openSync(join(folder, 'given.log'), 'w');
    const logger = createPinoLogger({ destination: descriptor });
    logger.info('x');
    await expectOk(logger.close(), 'close');
    closeSync(descriptor);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is reported, and neither throws nor hangs', async () => {
    const errors: InfraError[] = [];
    const logger = createPinoLogger({ destination: '/dev/full', onError: (error) => errors.push(error) });
    logger.info('x');
    logger.fatal('y');
    await expectError(logger.flush(), 'unavailable', 'flush');
    await expectError(logger.close(), 'unavailable', 'close');
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['unavailable']));

    const destination = pino.destination({ dest: '/dev/full', sync: true }).on('error', () => undefined);
    const given = createPinoLogger({ logger: pino({}, destination) });
    given.info('x');
    await expectError(given.flush(), 'unavailable', 'flush of a destination that was given');
    destination.destroy();
  });
});

describe.each([{ sync: false }, { sync: false, minLength: 4096 }, { sync: true }, { sync: true, minLength: 4096 }])(
  'a destination of pino with %o',
  (settings) => {
    test('has every line that was logged before a flush, whenever that is', async () => {
      const path = join(folder, `flushed-${JSON.stringify(settings).replaceAll(/\W/g, '')}.log`);
      const destination = pino.destination({ dest: path, ...settings });
      const logger = createPinoLogger({ logger: pino({}, destination) });
      await expectOk(logger.flush(), 'flush of nothing, while the file is being opened');
      let logged = 0;
      for (const burst of [1, 10, 300, 1, 2_000, 40]) {
        const flushes: Promise<void>[] = [];
        for (let line = 0; line < burst; line += 1) {
          logger.info('line', { index: logged });
          logged += 1;
          // Between them a write is under way.
          if (line % 150 === 149) await new Promise((resolve) => setImmediate(resolve));
          if (line % 100 === 50) {
            const atLeast = logged;
            flushes.push(
              logger.flush().then(async () => {
                expect((await readFile(path, 'utf8')).split('\n').length - 1).toBeGreaterThanOrEqual(atLeast);
              }),
            );
          }
        }
        await Promise.all(flushes);
        await expectOk(logger.flush(), 'flush');
        expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(logged + 1);
      }
      await expectOk(logger.close(), 'close');
      destination.end();
    });
  },
);

describe('a transport', () => {
  test('is looked for where the logger was made, whoever logs the first line', async () => {
    const path = join(folder, 'found.log');
    const transport = { target: './fixtures/upper-case-transport.cjs', options: { path } };
    const logger = createPinoLogger({ pino: { transport } });
    await new Promise<void>((logged) => {
      const context = { logger, logged, setImmediate };
      // Evaluated, so that nobody who logs has a file.
      new Script('setImmediate(() => { logger.info("x"); logged(); })').runInNewContext(context);
    });
    await expectOk(logger.close(), 'close');
    expect(await readFile(path, 'utf8')).toContain('"MSG":"X"');
  });

  test('that is not there costs the lines, and is reported', async () => {
    const errors: InfraError[] = [];
    const transport = { target: join(folder, 'nowhere.mjs') };
    const logger = createPinoLogger({ pino: { transport }, onError: (error) => errors.push(error) });
    logger.info('x');
    expect((await logger.flush()).ok).toBe(false);
    // The worker of the transport tells why in its own time, and a logger that is closed reports nothing.
    await vi.waitUntil(() => errors.length > 0, { timeout: 10_000 });
    expect((await logger.close()).ok).toBe(false);
  });
});
