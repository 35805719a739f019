import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';

/** Where and when something was measured: a number without it says nothing. */
export interface Environment {
  readonly command: string;
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  /** Processes that wanted a CPU when the run began: more than a few, and intervals are wide. */
  readonly load: string;
  readonly commit: string;
  readonly redis?: string;
  readonly postgres?: string;
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** Servers are described without what differs from run to run. */
export function describeEnvironment(
  args: readonly string[],
  servers: Pick<Environment, 'redis' | 'postgres'>,
): Environment {
  const models = cpus();
  const dirty = git('status', '--porcelain', '--', 'packages', 'internal') === '' ? '' : ' with local changes';
  return {
    command: ['pnpm bench', ...args].join(' '),
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    node: process.version,
    cpu: `${String(models.length)} × ${models[0]?.model.trim() ?? 'unknown'}`,
    load: (loadavg()[0] ?? 0).toFixed(1),
    commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${dirty}`,
    ...servers,
  };
}
