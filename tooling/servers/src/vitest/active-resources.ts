import { Server, Socket } from 'node:net';

/** How many resources of each kind keep the process alive now. */
export type ResourceCounts = ReadonlyMap<string, number>;

const NAMES: Readonly<Record<string, string>> = {
  TCPSocketWrap: 'TCP socket',
  TCPServerWrap: 'TCP server',
  TLSWrap: 'TLS socket',
  PipeWrap: 'pipe or local socket',
  PipeServerWrap: 'local server',
  ProcessWrap: 'child process',
  Timeout: 'timer',
  FSEventWrap: 'file watcher',
  UDPWrap: 'UDP socket',
  Worker: 'worker thread',
};

/** Counts what Node says keeps the event loop alive; unreferenced timers and sockets are not among it. */
export function activeResources(): ResourceCounts {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** What there is now beyond `before`, in words, such as `2 × timer (Timeout)`. */
export function leftOver(before: ResourceCounts, now: ResourceCounts): string[] {
  return [...now].flatMap(([kind, count]) => {
    // Vitest's own timers are short, so one that ran at the start is no excuse for one that is left at the end.
    const more = count - (kind === 'Timeout' ? 0 : (before.get(kind) ?? 0));
    // Work under way, which ends by itself: a file read, a name lookup, a handle on its way to be closed.
    if (more <= 0 || /Req|Immediate|^TickObject$/.test(kind)) return [];
    return [`${more} × ${NAMES[kind] === undefined ? kind : `${NAMES[kind]} (${kind})`}`];
  });
}

/**
 * Addresses of the open sockets and servers, to find who made them. Node has them behind an undocumented function
 * only: without it the message is poorer, not wrong.
 */
export function openHandles(): Map<object, string> {
  const list: unknown = Reflect.get(process, '_getActiveHandles');
  const handles: unknown = typeof list === 'function' ? Reflect.apply(list, process, []) : [];
  const found = new Map<object, string>();
  for (const handle of Array.isArray(handles) ? handles : []) {
    if (handle instanceof Server) found.set(handle, `server ${JSON.stringify(handle.address())}`);
    else if (handle instanceof Socket && handle.remotePort !== undefined) {
      found.set(handle, `socket to ${handle.remoteAddress}:${handle.remotePort}`);
    }
  }
  return found;
}
