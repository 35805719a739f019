import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { program } from './build.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built playground as a process of its own, as `npm start` runs it. */
export class PlaygroundProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #notify: () => void = () => undefined;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#take('stdout', chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#take('stderr', chunk));
    this.#ended = once(child, 'close').then(() => {
      const { stdout, stderr } = this;
      const ended = { code: child.exitCode, signal: child.signalCode, stdout, stderr };
      this.#notify();
      return ended;
    });
  }

  /** Waits until something matches what it has printed, and gives the match. Rejects when it ends before. */
  async printed(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match !== null) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`It ended without printing ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => (this.#notify = resolve));
    }
  }

  /** The address of the page, as soon as it is printed. */
  async url(): Promise<string> {
    const [, url] = await this.printed('stdout', /Page {2}(http:\S+)/);
    return url ?? '';
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  #take(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString();
    this.#notify();
  }
}
