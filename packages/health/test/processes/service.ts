import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { unwrap } from '@infra/core';
import {
  check,
  cpuCheck,
  createHealth,
  diskCheck,
  eventLoopCheck,
  healthHandler,
  memoryCheck,
  serverLifecycle,
  toNodeListener,
} from '@infra/health';

/** A process with every check and a server in it, which has to end by itself once both are closed. */
const health = createHealth({
  checks: [
    check('hung', { health: () => new Promise(() => undefined) }, { critical: false, timeoutMs: 60_000 }),
    diskCheck({ path: tmpdir(), minFreeBytes: 0 }),
    cpuCheck({ maxCores: 1_000 }),
  ],
  liveness: [memoryCheck(), eventLoopCheck({ maxDelayMs: 60_000 })],
});
const server = createServer(toNodeListener(healthHandler(health)));
const http = serverLifecycle(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const [answer] = (await once(get({ port, host: '127.0.0.1', path: '/health/live' }), 'response')) as [
  NodeJS.ReadableStream & { readonly statusCode: number },
];
answer.resume();
await once(answer, 'end');
process.stdout.write(`live ${answer.statusCode}\n`);
// Hangs: nobody waits for it when all is closed.
const asked = health.readiness();
unwrap(await http.close());
unwrap(await health.close());
process.stdout.write(`ready ${unwrap(await asked).status}\n`);
