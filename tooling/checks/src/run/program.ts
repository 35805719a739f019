import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After it the program and everything that it started are killed. */
  readonly deadlineMs: number;
  /** Told of the process as soon as it runs. */
  readonly onStart?: (end: () => void) => void;
}

export interface ProgramRun {
  /** The exit code; -1 for a program that was killed or never started. */
  readonly code: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  /** stdout and stderr in the order in which they came. */
  readonly output: string;
}

const running = new Set<ChildProcess>();
let hooked = false;

/** Runs a program to its end in a process group of its own, of which nothing is left afterwards. */
export async function runProgram(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  endChildrenWithThisProcess();
  const child = spawn(file, args, {
    cwd: options.cwd,
    // pnpm's shims set NODE_PATH to everything that is installed here: a consumer would find what it never installed.
    env: { ...process.env, NODE_PATH: undefined, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let output = '';
  let timedOut = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const deadline = setTimeout(() => {
    timedOut = true;
    endGroup(child);
  }, options.deadlineMs);
  options.onStart?.(() => endGroup(child));
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(-1);
    });
    // What the program left behind would hold its pipes open, and `close` would never come.
    child.on('exit', () => endGroup(child));
    child.on('close', (exitCode) => resolve(exitCode ?? -1));
  });
  clearTimeout(deadline);
  running.delete(child);
  if (timedOut) output += `\nNo end within ${options.deadlineMs / 1_000} s: killed.`;
  return { code, timedOut, stdout, output };
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing is left of the group, which is what was wanted.
  }
}

/** Ctrl-C, or a time-out around this process, leaves no child behind. */
function endChildrenWithThisProcess(): void {
  if (hooked) return;
  hooked = true;
  // Before whoever removes folders on exit: a process that still runs would write into them again.
  process.prependListener('exit', () => {
    for (const child of running) endGroup(child);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
