import { localBinary } from '../run/package-manager.js';
import { runProgram } from '../run/program.js';
import { snippetsConfig, type SnippetFile } from './files.js';

/** What the compiler says about each file, as places in the README; `''` holds what belongs to no snippet. */
export async function compileSnippets(
  root: string,
  files: readonly SnippetFile[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = ['--noEmit', '--pretty', 'false', '-p', snippetsConfig()];
  const run = await runProgram(localBinary(root, 'tsc'), args, { cwd: root, deadlineMs: 60_000 });
  const problems = new Map<string, string[]>();
  const add = (file: string, problem: string): void => {
    problems.set(file, [...(problems.get(file) ?? []), problem]);
  };
  if (run.code === 0) return problems;
  for (const line of run.output.trim().split('\n')) {
    const [, path, row, message] = /^(\S+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    const snippet = files.find(({ file }) => file === path);
    if (snippet !== undefined) add(snippet.file, `${snippet.readme}:${row ?? ''}: does not compile: ${message ?? ''}`);
    else if (path !== undefined) add('', line);
  }
  if (problems.size === 0) add('', run.output.trim());
  return problems;
}
