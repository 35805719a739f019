import { fileURLToPath } from 'node:url';
import { casesFor, cacheSuite } from '@infra/conformance';
import { runProgram } from '@tooling/checks';
import { expect, test } from 'vitest';
import { correctCacheHarness } from '../src/cache/correct-harness.js';

const fixture = fileURLToPath(new URL('fixtures/cache.node-test.ts', import.meta.url));

/** What Node's runner counts at the end of its TAP: `# pass 101`. */
async function underNodeTest(saboteur: string): Promise<{ code: number; passed: number; failed: readonly string[] }> {
  const { code, stdout } = await runProgram(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-reporter=tap', fixture],
    // A runner inside of a runner believes that it is a child of it, and reports in another format.
    {
      cwd: process.cwd(),
      env: { SABOTEUR: saboteur, NODE_TEST_CONTEXT: undefined, VITEST: undefined },
      deadlineMs: 60_000,
    },
  );
  const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
  return { code, passed, failed: [...stdout.matchAll(/^ *not ok \d+ - (cache: .*)$/gm)].map(([, name]) => name ?? '') };
}

test('a correct adapter passes under node:test as it does under vitest', async () => {
  const { code, passed, failed } = await underNodeTest('');
  expect({ code, passed, failed }).toEqual({
    code: 0,
    passed: casesFor(cacheSuite, correctCacheHarness()).length,
    failed: [],
  });
});

test('and a wrong one fails there, by the names of the promises it breaks', async () => {
  const { code, failed } = await underNodeTest('counts no hits');
  expect(code).toBe(1);
  expect(failed).toContain('cache: stats count hits, misses, writes, deletes, loads and errors over all namespaces');
});
