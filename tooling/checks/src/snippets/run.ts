import { provideRedis } from '@tooling/servers';
import { join } from 'node:path';
import { runProgram } from '../run/program.js';
import type { SnippetFile } from './files.js';
import { outputProblem } from './expected-output.js';

const DEADLINE_MS = 20_000;

/** Runs a block as a program of its own, with an empty Redis of its own if it speaks of one. */
export async function runSnippet(root: string, snippet: SnippetFile): Promise<string | undefined> {
  await using redis = /redis/i.test(snippet.code) ? await provideRedis() : undefined;
  const run = await runProgram(process.execPath, ['--import', 'tsx', snippet.file], {
    cwd: root,
    env: {
      REDIS_URL: redis?.url,
      TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'),
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    },
    deadlineMs: DEADLINE_MS,
  });
  const where = `${snippet.readme}:${snippet.line}: the block`;
  if (run.timedOut) return `${where} does not end by itself within ${DEADLINE_MS / 1_000} s:\n${run.output}`;
  if (run.code !== 0) return `${where} fails with code ${run.code}:\n${run.output}`;
  const problem = outputProblem(snippet.code, run.stdout);
  return problem === undefined ? undefined : `${where} ${problem}`;
}
