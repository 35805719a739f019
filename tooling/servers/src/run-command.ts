import { execFile } from 'node:child_process';

/** Where and how long a helper program may run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** Default 10 000. The program is killed after it. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end and gives its standard output; a failure carries the end of its standard error. */
export function runCommand(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { timeoutMs = 10_000, ...rest } = options;
  return new Promise((resolve, reject) => {
    const settings = { ...rest, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 } as const;
    execFile(file, args, { ...settings, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const told = stderr.trim().split('\n').slice(-4).join(' | ');
      const why = error.killed === true ? `no end within ${timeoutMs} ms` : told || error.message;
      reject(new Error(`${file} ${args.at(-1) ?? ''} failed: ${why}`, { cause: error }));
    });
  });
}
