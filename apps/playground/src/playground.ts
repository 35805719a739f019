import { join } from 'node:path';
import { createApp, type App } from '@infra/container';
import { unwrap, type AsyncResult } from '@infra/core';
import { createComposer, type Composer } from './composition/composer.js';
import type { Setup } from './composition/setup.js';
import type { Composition, Fault, FaultPlace, Happening } from './contract.js';
import { createInstruments } from './operate/instruments.js';
import { OperateLog } from './operate/operate-log.js';
import { packageRoot } from './package-root.js';
import { createBackingServers, type BackingServers } from './providers/backing-servers.js';
import type { LogSettings } from './providers/provider.js';
import { findProvider, portNames } from './providers/registry.js';
import { createRunStore, type RunStore } from './runs/run-store.js';
import { watchComposition } from './server/composition-watch.js';
import { watchPorts } from './server/ports-watch.js';
import { watchWork } from './server/work-watch.js';
import { EventHub } from './server/event-hub.js';
import { createHttpApp, createLinksApp } from './server/http-app.js';
import { createPlaygroundHealth } from './server/health-routes.js';
import { LINKS_PATH } from './server/links.js';
import { listen } from './server/listen.js';
import { heldClock, realTime, type Time } from './time.js';

/** How long the playground may take to close, in milliseconds: a person is waiting for the prompt. */
const CLOSE_DEADLINE_MS = 1_500;
/** Fetching a server from the network is part of the start. */
const START_DEADLINE_MS = 180_000;

export interface PlaygroundOptions {
  readonly setup: Setup;
  /** What is broken from the start. */
  readonly faults?: readonly { readonly port: FaultPlace; readonly fault: Fault }[];
  readonly log?: LogSettings | undefined;
  /** For what outlives the process. Default: `PLAYGROUND_DATA`, else a folder of this app that git ignores. */
  readonly dataFolder?: string | undefined;
  /** Absent: no page. */
  readonly web?: {
    readonly port: number;
    /** Whether another port will not do. */
    readonly exact: boolean;
    readonly pageFolder: string;
  };
  readonly time?: Time;
  readonly servers?: () => BackingServers;
}

export interface PlaygroundServices {
  readonly composer: Composer;
  readonly runs: RunStore;
  /** Where the page is; `undefined`: there is none. */
  readonly page: string | undefined;
}

/** Puts the playground together. The error's cause says why the composition or the web server did not start. */
export function startPlayground(options: PlaygroundOptions): AsyncResult<App<PlaygroundServices>> {
  const { setup, faults = [], web, time = realTime, servers = createBackingServers } = options;
  const { log = { redact: [] }, dataFolder = defaultDataFolder() } = options;
  return (
    createApp({ closeDeadlineMs: CLOSE_DEADLINE_MS, startDeadlineMs: START_DEADLINE_MS })
      .add('servers', () => servers())
      .add('socket', async () => {
        if (web !== undefined) return listen(web.port, web.exact);
        return makesLinks(setup.composition) ? listen(0, false) : undefined;
      })
      .add('instruments', () => createInstruments(heldClock, log.redact))
      .add('composer', async ({ servers, socket, instruments }) => {
        const linksUrl = socket && `${socket.url}${LINKS_PATH}`;
        return unwrap(await createComposer(setup, { ...instruments, servers, log, dataFolder, linksUrl }));
      })
      .add('hub', () => new EventHub())
      .add('operate', ({ composer, instruments, hub }) => {
        const onHappening = (happening: Happening): void => hub.publish({ type: 'happening', happening });
        return new OperateLog({ composer, meter: instruments.meter, clock: instruments.clock, onHappening });
      })
      .add('watch', ({ composer, hub, instruments, operate }) => {
        const ports = watchPorts({ composer, hub, instruments, operate });
        const watches = [watchComposition(composer, hub), ports, watchWork(composer, hub)];
        for (const { port, fault } of faults) instruments.faults.set(port, fault);
        return {
          async close() {
            await Promise.all(watches.map((watch) => watch.close()));
          },
        };
      })
      .add('runs', ({ servers, composer, instruments, hub }) =>
        createRunStore({ composer, servers, instruments, time, publish: (event) => hub.publish(event) }),
      )
      // Before the runs are closed: who hangs in a fault goes on.
      .add('faults', ({ instruments }) => instruments.faults)
      .add('health', ({ composer }) => createPlaygroundHealth(composer))
      .add('http', ({ composer, instruments, operate, health, runs, hub, socket }) => {
        if (socket === undefined) return undefined;
        const { port } = socket;
        const onError = (error: unknown): void => composer.ports.logger.error('a request failed', { error });
        const parts = { composer, port, onError };
        const app = web
          ? createHttpApp({ ...parts, instruments, operate, health, runs, hub, pageFolder: web.pageFolder })
          : createLinksApp(parts);
        socket.answer((request) => app.fetch(request));
        // Before what it answers with is closed.
        return { close: () => socket.close() };
      })
      .add('page', ({ socket }) => (web === undefined ? undefined : socket?.url))
      .start()
  );
}

/** Whether this process has to answer links, page or not. */
function makesLinks(composition: Composition): boolean {
  return portNames.some((port) => findProvider(port, composition[port])?.servesLinks === true);
}

function defaultDataFolder(): string {
  const wanted = process.env['PLAYGROUND_DATA'];
  return wanted === undefined || wanted === '' ? join(packageRoot(), '.cache') : wanted;
}
