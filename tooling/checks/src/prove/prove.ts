import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram, type ProgramRun } from '../run/program.js';
import type { Mutation } from './mutation.js';

const DEADLINE_MS = 3 * 60_000;

/** Runs one gate of a tree, as a process of its own: what it knows is that tree alone. */
export function runGate(
  root: string,
  gate: string,
  filter?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const narrow = filter === undefined ? [] : ['--filter', filter];
  const args = ['--import', 'tsx', 'tooling/checks/src/check.ts', '--only', gate, ...narrow];
  return runProgram(process.execPath, args, { cwd: root, deadlineMs: DEADLINE_MS, env });
}

/** Applies a mutation, asks its gate, and takes it back. Gives what is wrong with the gate, if anything. */
export async function prove(root: string, mutation: Mutation): Promise<string | undefined> {
  const { name, file, edit, gate, filter, env, expects } = mutation;
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  try {
    const after = edit(before ?? '');
    if (after === before) return `"${name}": the mutation changes nothing in ${file}`;
    mkdirSync(dirname(path), { recursive: true });
    if (after === undefined) rmSync(path);
    else writeFileSync(path, after);
    const run = await runGate(root, gate, filter, env);
    if (run.timedOut) return `"${name}": ${gate} did not come to an end`;
    if (run.code === 0) return `"${name}": ${gate} stayed green`;
    return expects.test(run.output) ? undefined : `"${name}": ${gate} is red for another reason:\n${run.output.trim()}`;
  } catch (error) {
    return `"${name}": ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    if (before === undefined) rmSync(path, { force: true });
    else writeFileSync(path, before);
    // What a broken build has left in dist would spoil every gate after it, and turbo takes what is there for whole.
    if (gate === 'build') await runGate(root, gate, filter, { TURBO_FORCE: 'true' });
  }
}
