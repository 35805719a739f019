import { fileURLToPath } from 'node:url';
import { runProgram } from '@tooling/checks';
import { expect, test } from 'vitest';
import { suites } from './fixtures/suites.js';

const fixture = fileURLToPath(new URL('fixtures/suite.node-test.ts', import.meta.url));

/** What Node's runner counts at the end of its TAP: `# pass 101`. */
async function underNodeTest(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; passed: number; failed: readonly string[] }> {
  const { code, stdout } = await runProgram(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-reporter=tap', fixture],
    // A runner inside of a runner believes that it is a child of it, and reports in another format.
    {
      cwd: process.cwd(),
      env: { ...env, NODE_TEST_CONTEXT: undefined, VITEST: undefined },
      deadlineMs: 60_000,
    },
  );
  const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
  return { code, passed, failed: [...stdout.matchAll(/^ *not ok \d+ - (\w+: .*)$/gm)].map(([, name]) => name ?? '') };
}

test('correct adapters pass every suite under node:test as they do under vitest', async () => {
  const passed = suites.reduce((sum, { count }) => sum + count, 0);
  expect(await underNodeTest({})).toEqual({ code: 0, passed, failed: [] });
});

test('and a wrong one fails there, by the names of the promises it breaks', async () => {
  const { code, failed } = await underNodeTest({ PORT: 'cache', SABOTEUR: 'counts no hits' });
  expect(code).toBe(1);
  expect(failed).toContain('cache: stats count hits, misses, writes, deletes, loads and errors over all namespaces');
});
