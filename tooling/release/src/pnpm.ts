import { runPnpm } from '@tooling/checks';

const DEADLINE_MS = 8 * 60_000;

/** Runs pnpm in a tree. It throws when that fails, for nothing that follows in a release makes sense then. */
export async function pnpm(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  const run = await runPnpm(args, {
    cwd: root,
    env: { NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    deadlineMs: DEADLINE_MS,
  });
  if (run.code !== 0) throw new Error(`pnpm ${args.join(' ')} failed with code ${run.code}:\n${run.output.trim()}`);
}
