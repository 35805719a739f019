import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Kills a server whose owner is gone, however it went. */
export interface Watchdog {
  /** Names the process to kill from now on; `undefined` while there is none. */
  watch(pid: number | undefined): void;
  /** Ends the watchdog without killing anything. */
  dismiss(): void;
}

/** How a server is ended: Redis may be killed outright, PostgreSQL needs SIGQUIT to free its shared memory. */
export type EndSignal = 'SIGKILL' | 'SIGQUIT';

// The pipe from the owner is the sign of life: the kernel closes it even after SIGKILL, and `read` then fails. The
// pid comes through the pipe as well, so that a pid which has ended (and may be somebody else's by now) is forgotten.
const SCRIPT = `
trap '' INT TERM HUP
pid=
while read -r line; do
  case $line in done) exit 0 ;; none) pid= ;; *) pid=$line ;; esac
done
if [ -n "$pid" ]; then
  kill -"$1" "$pid" 2>/dev/null
  n=0
  while [ "$1" != KILL ] && [ $n -lt 20 ] && kill -0 "$pid" 2>/dev/null; do sleep 0.05; n=$((n + 1)); done
  kill -KILL "$pid" 2>/dev/null
fi
rm -rf -- "$2"
`;

/** Starts a watchdog for one server; once the owner is gone, `directory` is removed too. Keeps no event loop alive. */
export function startWatchdog(directory: string, endSignal: EndSignal): Watchdog {
  // In a session of its own: Ctrl-C in a terminal reaches the whole process group, and the watchdog must outlive it.
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'server-watchdog', endSignal.replace('SIG', ''), directory], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A watchdog that someone killed must not take its owner down with an unhandled `error`.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    watch: (pid) => void child.stdin.write(`${pid ?? 'none'}\n`),
    dismiss: () => void child.stdin.end('done\n'),
  };
}
