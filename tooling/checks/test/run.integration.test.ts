import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { GateResult } from '../src/gate.js';
import { runProgram } from '../src/run/program.js';
import { runVitest } from '../src/run/vitest.js';
import { repository } from '../src/workspace.js';
import { makeTree } from './support/tree.js';

const node = (code: string, deadlineMs = 10_000): ReturnType<typeof runProgram> =>
  runProgram(process.execPath, ['-e', code], { cwd: repository, deadlineMs });

describe('a program', () => {
  test('gives its code and its output in order', async () => {
    const run = await node(`console.log('a'); process.exitCode = 3;`);
    expect(run).toEqual({ code: 3, timedOut: false, stdout: 'a\n', output: 'a\n' });
  });

  test('that does not end is killed, with what it started', async () => {
    using tree = makeTree({});
    const mark = join(tree.root, 'alive');
    const child = `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''), 1500)`;
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
    const run = await node(code, 500);
    expect(run).toMatchObject({ code: -1, timedOut: true });
    await sleep(1_600);
    expect(existsSync(mark)).toBe(false);
  });

  test('that ends leaves nothing running behind it', async () => {
    using tree = makeTree({});
    const mark = join(tree.root, 'alive');
    const child = `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''), 1500)`;
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }).unref()`;
    expect(await node(code)).toMatchObject({ code: 0, timedOut: false });
    await sleep(1_600);
    expect(existsSync(mark)).toBe(false);
  });

  test('that does not exist is a failure', async () => {
    expect(await runProgram('no-such-program', [], { cwd: repository, deadlineMs: 1_000 })).toMatchObject({ code: -1 });
  });
});

describe('a run of vitest', () => {
  async function runTests(code: string, endWithinMs = 15_000): Promise<GateResult> {
    using tree = makeTree({
      'package.json': { type: 'module' },
      'a.test.js': `import { test } from 'vitest';\n${code}`,
    });
    symlinkSync(join(repository, 'node_modules'), join(tree.root, 'node_modules'), 'dir');
    return await runVitest({
      name: 'tests',
      root: tree.root,
      args: ['--pool', 'forks'],
      deadlineMs: 25_000,
      endWithinMs,
    });
  }

  test('counts what passed, and that it ended by itself', async () => {
    expect(await runTests(`test('a', () => {}); test('b', () => {});`)).toMatchObject({ passed: 3, failed: 0 });
  });

  test.each([
    ['a failed test', `test('a', () => { throw new Error('no'); });`, /a\.test\.js > +a\n.*no/],
    ['a skipped test', `test('a', () => {}); test.skip('b', () => {});`, /b: a skipped test proves nothing/],
    ['a test yet to be written', `test('a', () => {}); test.todo('b');`, /b: a skipped test proves nothing/],
    ['a test that skips itself', `test('a', (context) => context.skip());`, /a: a skipped test proves nothing/],
    ['no test', '', /No test|no test/],
    ['a file that does not load', `import './gone.js';`, /gone\.js/],
    ['an unhandled rejection', `test('a', () => { Promise.reject(new Error('lost')); });`, /lost/],
    [
      'a hook that fails',
      `import { afterAll } from 'vitest';\nafterAll(() => { throw new Error('late'); });\ntest('a', () => {});`,
      /late/,
    ],
  ])('fails for %s', async (_, code, problem) => {
    const { failed, problems } = await runTests(code);
    expect(failed).toBeGreaterThan(0);
    expect(problems.join('\n')).toMatch(problem);
  });

  test('fails when vitest does not end by itself', async () => {
    using tree = makeTree({
      'package.json': { type: 'module' },
      'a.test.js': `import { test } from 'vitest';\ntest('a', () => {});`,
      'vitest.config.js': `export default { test: { globalSetup: './setup.js' } };`,
      'setup.js': `export default () => { setInterval(() => {}, 1_000); };`,
    });
    symlinkSync(join(repository, 'node_modules'), join(tree.root, 'node_modules'), 'dir');
    const run = { name: 'tests', root: tree.root, args: [], deadlineMs: 25_000, endWithinMs: 1_000 };
    expect(await runVitest(run)).toMatchObject({
      passed: 1,
      failed: 1,
      problems: [expect.stringContaining('did not end by itself')],
    });
  });
});
