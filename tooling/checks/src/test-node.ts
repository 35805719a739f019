import { join } from 'node:path';
import { runPnpm } from './run/package-manager.js';
import { runProgram } from './run/program.js';
import { published, readWorkspace, repository } from './workspace.js';

/**
 * `pnpm test:node 24`: the built packages on another version of Node, which the npm package `node` brings. Plain
 * JavaScript under node:test, for neither vitest nor tsx shall stand between the packages and that Node.
 */
const [version] = process.argv.slice(2).filter((argument) => argument !== '--');
if (version === undefined || !/^\d+(\.\d+)*$/.test(version)) {
  console.error('Usage: pnpm test:node <version of Node>, such as 24');
  process.exit(2);
}

const build = await runPnpm(['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
  cwd: repository,
  deadlineMs: 4 * 60_000,
});
if (build.code !== 0) {
  console.error(build.output);
  process.exit(1);
}

const isThisOne = process.versions.node.split('.')[0] === version;
const [file, ...before] = isThisOne ? [process.execPath] : ['npx', '-y', `node@${version}`];
const suites = ['imports.test.mjs', 'cache-memory.test.mjs'].map((name) => join('tooling/checks/other-node', name));
const run = await runProgram(file ?? '', [...before, '--test', '--test-reporter=tap', ...suites], {
  cwd: repository,
  env: {
    PACKAGE_FOLDERS: published(readWorkspace(repository))
      .map(({ folder }) => folder)
      .join(','),
  },
  deadlineMs: 3 * 60_000,
});

const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(run.stdout)?.[1] ?? 0);
const passed = count('pass');
// Skipped, cancelled and unfinished tests are tests that did not pass.
const failed = count('tests') - passed + (run.code !== 0 && count('tests') === passed ? 1 : 0);
if (failed > 0 || passed === 0) console.log(run.output);
console.log(/^# node: (.*)$/m.exec(run.stdout)?.[0]?.slice(2) ?? `node ${version}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
