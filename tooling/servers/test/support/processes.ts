import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = fileURLToPath(new URL('../..', import.meta.url));

/** What `fixtures/owner.ts` says about the server that it has started. */
export interface OwnedServer {
  readonly pid: number;
  readonly port: number;
}

/** How a child process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs `fixtures/owner.ts`, a process that starts a server, its files in `temp`, and then does what `plan` says. */
export async function startOwner(
  kind: 'redis' | 'postgres' | 's3',
  plan: 'stay' | 'pause' | 'close' | 'forget' | 'exit',
  temp: string = tmpdir(),
): Promise<{ server: OwnedServer; kill(signal: NodeJS.Signals): void; ended: Promise<Ending> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/fixtures/owner.ts', kind, plan], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temp },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then((): Ending => ({ code: child.exitCode, signal: child.signalCode }));
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += String(chunk);
    if (said.includes('\n')) break;
  }
  const server: unknown = JSON.parse(said);
  if (!isOwnedServer(server)) throw new Error(`The fixture said ${said}`);
  return { server, kill: (signal) => void child.kill(signal), ended };
}

function isOwnedServer(value: unknown): value is OwnedServer {
  return typeof value === 'object' && value !== null && 'pid' in value && 'port' in value;
}

/** Whether a process runs. A zombie does not: in a container nobody may collect the orphans that have ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !readFileSync(status, 'utf8').includes(') Z ');
}

/** Polls until the condition holds; false after `timeoutMs`. */
export async function eventually(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Whether something listens on a loopback port. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
