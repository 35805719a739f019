import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWatchdog, type EndSignal, type Watchdog } from './watchdog.js';

/** What a server process is and how one sees that it is ready. */
export interface ServerSpec {
  /** For messages, such as `redis-server`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** Belongs to this server alone: holds its log, is its working directory and goes with it. */
  readonly directory: string;
  readonly endSignal: EndSignal;
  /** Asked again and again until it resolves to true; a rejection means "not yet". */
  readonly ready: (pid: number) => Promise<boolean>;
  /** A start that failed with this in the log is tried again within the time limit. */
  readonly retryOn?: RegExp;
}

const START_TIMEOUT_MS = 15_000;
const END_TIMEOUT_MS = 5_000;

const owned = new Set<ManagedServer>();
let hooked = false;

/** One server on one port and one directory, through any number of processes; none outlives this process. */
export class ManagedServer {
  readonly #spec: ServerSpec;
  readonly #watchdog: Watchdog;
  #child: ChildProcess | undefined;
  #pid = 0;
  #closing: Promise<void> | undefined;

  constructor(spec: ServerSpec) {
    this.#spec = spec;
    this.#watchdog = startWatchdog(spec.directory, spec.endSignal);
    owned.add(this);
    if (hooked) return;
    hooked = true;
    process.on('exit', () => {
      for (const server of owned) server.#signal(server.#spec.endSignal);
    });
  }

  /** The process id of the last process that was started. */
  get pid(): number {
    return this.#pid;
  }

  /** Starts the process and waits until it is ready; a failure carries the end of its log. */
  async start(): Promise<void> {
    if (this.#closing !== undefined) throw new Error(`${this.#spec.name} has been closed`);
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const failure = await this.#startOnce(deadline);
      if (failure === undefined) return;
      await this.#end('SIGKILL');
      const log = await this.#logTail();
      const retry = this.#spec.retryOn?.test(log) === true && performance.now() < deadline;
      if (!retry) throw new Error(`${this.#spec.name} did not start: ${failure}. Its log ends with: ${log}`);
      await sleep(50);
    }
  }

  /** Ends the process as a crash would and waits until it is gone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Kills what runs, then starts again with the same directory and arguments. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Stops or continues the process; throws when there is none. */
  suspend(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.#signal(signal)) throw new Error(`${this.#spec.name} is not running`);
  }

  /** Ends the process and removes its directory. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#end(this.#spec.endSignal);
      owned.delete(this);
      await rm(this.#spec.directory, { recursive: true, force: true, maxRetries: 5 });
      this.#watchdog.dismiss();
    })();
    return this.#closing;
  }

  async #startOnce(deadline: number): Promise<string | undefined> {
    const { file, args, env, uid, gid, directory } = this.#spec;
    // A file and not a pipe: nobody has to drain it, and no handle of it keeps the event loop alive.
    const log = openSync(join(directory, 'server.log'), 'w');
    const child = spawn(file, args, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log],
      ...(env === undefined ? {} : { env }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    closeSync(log);
    let failure: string | undefined;
    child.on('error', (error) => (failure = error.message));
    if (child.pid === undefined) {
      await once(child, 'error').catch(() => undefined);
      return failure ?? 'it could not be spawned';
    }
    const pid = child.pid;
    this.#watchdog.watch(pid);
    this.#child = child;
    this.#pid = pid;
    child.once('exit', (code, signal) => {
      failure ??= `it ended with ${signal ?? `code ${code}`}`;
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#watchdog.watch(undefined);
    });
    child.unref();
    while (failure === undefined) {
      if (await this.#spec.ready(pid).catch(() => false)) return failure;
      if (performance.now() > deadline) return `it was not ready within ${START_TIMEOUT_MS} ms`;
      await sleep(10);
    }
    return failure;
  }

  async #end(signal: EndSignal): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    // Unreferenced, it would let the event loop run empty and the process end in the middle of this wait.
    child.ref();
    const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
    this.#signal(signal);
    if (signal !== 'SIGKILL') {
      const patience = new AbortController();
      await Promise.race([gone, sleep(END_TIMEOUT_MS, undefined, patience).catch(() => undefined)]);
      patience.abort();
      this.#signal('SIGKILL');
    }
    await gone;
  }

  #signal(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) === true;
  }

  async #logTail(): Promise<string> {
    const log = await readFile(join(this.#spec.directory, 'server.log'), 'utf8').catch(() => '');
    return log.trim().split('\n').slice(-5).join(' | ') || '(nothing)';
  }
}
