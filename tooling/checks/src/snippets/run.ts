import { provideRedis } from '@tooling/servers';
import { join } from 'node:path';
import { runProgram } from '../run/program.js';
import { outputProblem } from './expected-output.js';
import type { Snippet } from './extract.js';
import type { SnippetFile } from './files.js';

const DEADLINE_MS = 20_000;

/** Runs a block from its source, in this repository. */
export function runSnippet(root: string, snippet: SnippetFile): Promise<string | undefined> {
  const env = { TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') };
  return runBlock(snippet, { cwd: root, args: ['--import', 'tsx', snippet.file], env });
}

/** Where a block became a file, and how Node runs that. */
export interface BlockProgram {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a block as a program of its own, with an empty Redis of its own if it speaks of one; gives what is wrong. */
export async function runBlock(snippet: Snippet, program: BlockProgram): Promise<string | undefined> {
  await using redis = /redis/i.test(snippet.code) ? await provideRedis() : undefined;
  const run = await runProgram(process.execPath, program.args, {
    cwd: program.cwd,
    env: { REDIS_URL: redis?.url, NO_COLOR: '1', FORCE_COLOR: undefined, ...program.env },
    deadlineMs: DEADLINE_MS,
  });
  const where = `${snippet.readme}:${snippet.line}: the block`;
  if (run.timedOut) return `${where} does not end by itself within ${DEADLINE_MS / 1_000} s:\n${run.output}`;
  if (run.code !== 0) return `${where} fails with code ${run.code}:\n${run.output}`;
  const problem = outputProblem(snippet.code, run.stdout);
  return problem === undefined ? undefined : `${where} ${problem}`;
}
