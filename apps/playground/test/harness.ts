import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@infra/core';
import type { Hono } from 'hono';
import { defaultComposition } from '../src/composition/composition.js';
import { noLayers } from '../src/layers/layer-table.js';
import { createInstruments, type Instruments } from '../src/operate/instruments.js';
import { OperateLog } from '../src/operate/operate-log.js';
import { createPlaygroundHealth } from '../src/server/health-routes.js';
import { createComposer, type Composer } from '../src/composition/composer.js';
import { createBackingServers, type BackingServers } from '../src/providers/backing-servers.js';
import type { Composition, Happening, Layers } from '../src/contract.js';
import { createRunStore, type RunStore } from '../src/runs/run-store.js';
import { findScenario, scenarios } from '../src/scenarios/registry.js';
import type { PreparedScenario } from '../src/scenarios/scenario.js';
import { EventHub } from '../src/server/event-hub.js';
import { createHttpApp } from '../src/server/http-app.js';
import { heldClock, type Time } from '../src/time.js';

/** Delays that take no time, so that a scenario is over at once. The clock is real: a percentile needs durations. */
export const hurriedTime: Time = {
  monotonicMs: () => performance.now(),
  delay: () => new Promise((resolve) => setImmediate(resolve)),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

export interface Harness {
  readonly composer: Composer;
  readonly instruments: Instruments;
  readonly operate: OperateLog;
  readonly servers: BackingServers;
  readonly hub: EventHub;
  readonly runs: RunStore;
  readonly http: Hono;
  /** Asks the server as its own page would. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The same with a JSON body. */
  send(method: string, path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

export const PORT = 4400;

/** The playground, on memory unless something else is said, without a socket. */
export async function createHarness(
  change: Partial<Composition> = {},
  layers: Partial<Layers> = {},
  time: Time = hurriedTime,
): Promise<Harness> {
  const servers = createBackingServers({});
  const dataFolder = await mkdtemp(join(tmpdir(), 'playground-data-'));
  const linksUrl = `http://127.0.0.1:${PORT}/files`;
  const instruments = createInstruments(heldClock, []);
  const surroundings = { ...instruments, servers, log: { redact: [] }, dataFolder, linksUrl };
  const setup = { composition: { ...defaultComposition, ...change }, layers: { ...noLayers, ...layers } };
  const composer = unwrap(await createComposer(setup, surroundings));
  const hub = new EventHub({ batchMs: 5 });
  const publish: EventHub['publish'] = (event) => hub.publish(event);
  const runs = createRunStore({ composer, servers, instruments, time, publish });
  const onHappening = (happening: Happening): void => publish({ type: 'happening', happening });
  const operate = new OperateLog({ composer, meter: instruments.meter, clock: heldClock, onHappening });
  const health = createPlaygroundHealth(composer);
  const pageFolder = await mkdtemp(join(tmpdir(), 'playground-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<meta name="csp-nonce" content="__NONCE__" />');
  const errors: unknown[] = [];
  const http = createHttpApp({
    composer,
    instruments,
    operate,
    health,
    runs,
    hub,
    pageFolder,
    port: PORT,
    onError: (error) => errors.push(error),
  });
  const request: Harness['request'] = async (path, init = {}) =>
    http.request(path, { ...init, headers: { host: `127.0.0.1:${PORT}`, ...init.headers } });
  return {
    composer,
    instruments,
    operate,
    servers,
    hub,
    runs,
    http,
    request,
    send: (method, path, body) =>
      request(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    async close() {
      await instruments.faults.close();
      unwrap(await health.close());
      await runs.close();
      await hub.close();
      unwrap(await composer.close());
      unwrap(await servers.close());
      await Promise.all([pageFolder, dataFolder].map((folder) => rm(folder, { recursive: true })));
    },
  };
}

/** A scenario, the default one if no other is named, with these params. Throws for wrong ones. */
export function prepare(params: Readonly<Record<string, number>>, name?: string): PreparedScenario {
  const scenario = (name === undefined ? undefined : findScenario(name)) ?? scenarios[0];
  const prepared = scenario.prepare(params);
  if (!prepared.ok) throw new Error(prepared.problems.map(({ message }) => message).join('; '));
  return prepared.prepared;
}
