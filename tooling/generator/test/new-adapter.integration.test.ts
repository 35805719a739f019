import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyTree, git, readWorkspace, repository, runProgram, type ProgramRun, type TreeCopy } from '@tooling/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// What CONTRIBUTING promises, done by a program: generate, see it fail, fill it in, see it pass.

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
/** Of one program, on a machine that has much else to do; on a quiet one all of them together take a third of it. */
const DEADLINE_MS = 3 * 60_000;
const OWN = 'packages/cache-demo';

let copy: TreeCopy;

beforeAll(async () => {
  copy = await copyTree(repository);
});
afterAll(() => copy.dispose());

function node(args: readonly string[]): Promise<ProgramRun> {
  const env = { NO_COLOR: '1', FORCE_COLOR: undefined };
  return runProgram(process.execPath, args, { cwd: copy.root, deadlineMs: DEADLINE_MS, env });
}

function generate(...args: readonly string[]): Promise<ProgramRun> {
  return node(['--import', 'tsx', 'tooling/generator/src/new-adapter.ts', ...args]);
}

function gate(name: string, filter?: string): Promise<ProgramRun> {
  const narrow = filter === undefined ? [] : ['--filter', filter];
  return node(['--import', 'tsx', 'tooling/checks/src/check.ts', '--only', name, ...narrow]);
}

function binary(name: string, ...args: readonly string[]): Promise<ProgramRun> {
  return runProgram(join(copy.root, 'node_modules/.bin', name), args, { cwd: copy.root, deadlineMs: DEADLINE_MS });
}

/** With what it said, for whoever has to find out why not. */
function expectGreen({ code, output }: ProgramRun): void {
  expect(code, output).toBe(0);
}

/** What `pnpm install` does for the packages of the workspace: this copy shares its installed packages with the original. */
function link(folder: string): void {
  const { packages } = readWorkspace(copy.root);
  const own = packages.find((candidate) => candidate.folder === folder);
  for (const name of Object.keys({ ...own?.dependencies, ...own?.devDependencies })) {
    const target = packages.find((candidate) => candidate.name === name)?.folder;
    const place = join(copy.root, folder, 'node_modules', name);
    if (target === undefined || existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(relative(dirname(place), join(copy.root, target)), place, 'dir');
  }
}

function edit(path: string, change: (text: string) => string): void {
  const file = join(copy.root, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

// Each step stands on the one before it.
describe('new:adapter', { timeout: 2 * DEADLINE_MS }, () => {
  test('refuses what makes no sense with code 2, and writes nothing', async () => {
    const runs = await Promise.all([generate('cache', '..'), generate('a', 'b', 'c')]);
    for (const { code, output } of runs)
      expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining('Usage: ') });
    expect(await git(copy.root, 'status', '--porcelain')).toBe('');
  });

  test('makes packages for every port that keep the laws, compile, and whose form is right', async () => {
    const made = await generate('cache', 'demo');
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining(`To be written: ${OWN}/src/demo-store.ts`) });
    for (const port of ['error-tracker', 'logger', 'metrics', 'storage', 'tracer'])
      expectGreen(await generate(port, 'demo'));
    const folders = ['cache', 'error-tracker', 'logger', 'metrics', 'storage', 'tracer'].map(
      (port) => `packages/${port}-demo`,
    );
    for (const folder of folders) link(folder);
    const compiled = binary('tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json');
    const formatted = binary(
      'prettier',
      '--check',
      '--log-level',
      'warn',
      ...folders,
      'benchmarks',
      '.changeset',
      'README.md',
      'tooling/checks',
    );
    for (const run of [await compiled, await formatted, await gate('laws'), await gate('readme-table')]) {
      expectGreen(run);
    }
  });

  test('whose tests fail and say where to go on', async () => {
    const run = await gate('unit', `${OWN}/test/conformance`);
    expect(run.code).toBe(1);
    expect(run.output).toContain('write it in src/demo-store.ts of @infra/cache-demo');
    expect(run.output).toMatch(/ \d{3} failed/);
  });

  test('and which lack what only their author can say', async () => {
    const run = await gate('packages', OWN);
    expect(run.code).toBe(1);
    for (const lack of [
      'README.md:3',
      '"description"',
      '.changeset/cache-demo.md',
      'src/errors.ts: still has',
      'build first',
    ]) {
      expect(run.output).toContain(lack);
    }
  });

  test('filled in with a map, one passes its suite, bare and decorated, and every gate', async () => {
    cpSync(join(FIXTURES, 'cache-demo'), join(copy.root, OWN), { recursive: true });
    edit(`${OWN}/package.json`, (text) =>
      text.replace(/TODO: [^"]*/, 'A cache in a map, to show how an adapter is made.'),
    );
    edit('.changeset/cache-demo.md', (text) => text.replace(/TODO: .*/, 'a cache in a map.'));
    edit(`${OWN}/README.md`, (text) =>
      text
        .replace(/TODO: [^.]*\./, 'For a demonstration.')
        .replace(/^\| TODO: .*\n/m, '')
        .replace(/TODO: .*/, 'Everything is gone with the process.'),
    );
    expectGreen(await gate('unit', `${OWN}/test/conformance`));

    const built = await runProgram(join(copy.root, 'node_modules/.bin/tsup'), [], {
      cwd: join(copy.root, OWN),
      deadlineMs: DEADLINE_MS,
    });
    expectGreen(built);
    // What the gate asks to be written: `prove:gates` shows that it does.
    edit('tooling/checks/size-budgets.json', (text) =>
      text.replace('"@infra/cache-demo": { "*": 0 }', '"@infra/cache-demo": { "*": 8000 }'),
    );
    expectGreen(await gate('packages', OWN));
    expectGreen(await gate('snippets', OWN));
  });
});
