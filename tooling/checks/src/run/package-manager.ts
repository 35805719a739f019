import { join } from 'node:path';
import { readJson, text } from '../json.js';
import { runProgram, type ProgramOptions, type ProgramRun } from './program.js';

/**
 * Runs the pnpm that `packageManager` names. Under `pnpm check` it is on the PATH; by itself npx brings it, and puts it
 * on the PATH of what it runs, where turbo looks for it.
 */
export async function runPnpm(args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  if (process.env['npm_config_user_agent']?.startsWith('pnpm/') === true) return runProgram('pnpm', args, options);
  return runProgram('npx', ['-y', wantedPnpm(options.cwd), ...args], options);
}

function wantedPnpm(root: string): string {
  return text(readJson(join(root, 'package.json'))['packageManager']) ?? 'pnpm';
}

/** The command line of a tool of this repository, without a package manager in between. */
export function localBinary(root: string, name: string): string {
  return join(root, 'node_modules', '.bin', name);
}
