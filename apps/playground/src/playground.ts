import { createApp, type App } from '@infra/container';
import { unwrap, type AsyncResult } from '@infra/core';
import { createComposer, type Composer } from './composition/composer.js';
import type { Composition } from './contract.js';
import { createBackingServers, type BackingServers } from './providers/backing-servers.js';
import { createRunStore, type RunStore } from './runs/run-store.js';
import { watchComposition } from './server/composition-watch.js';
import { EventHub } from './server/event-hub.js';
import { createHttpApp } from './server/http-app.js';
import { listen, type Listening } from './server/listen.js';
import { realTime, type Time } from './time.js';

/** How long the playground may take to close, in milliseconds: a person is waiting for the prompt. */
const CLOSE_DEADLINE_MS = 1_500;
/** Fetching a server from the network is part of the start. */
const START_DEADLINE_MS = 180_000;

export interface PlaygroundOptions {
  readonly composition: Composition;
  /** Absent: no web server. */
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
  /** `undefined` without a web server. */
  readonly http: Listening | undefined;
}

/** Puts the playground together. The error's cause says why the composition or the web server did not start. */
export function startPlayground(options: PlaygroundOptions): AsyncResult<App<PlaygroundServices>> {
  const { composition, web, time = realTime, servers = createBackingServers } = options;
  return createApp({ closeDeadlineMs: CLOSE_DEADLINE_MS, startDeadlineMs: START_DEADLINE_MS })
    .add('servers', () => servers())
    .add('composer', async ({ servers }) => unwrap(await createComposer(composition, servers)))
    .add('hub', () => new EventHub())
    .add('watch', ({ composer, hub }) => watchComposition(composer, hub))
    .add('runs', ({ servers, composer, hub }) =>
      createRunStore({ composer, servers, time, publish: (event) => hub.publish(event) }),
    )
    .add('http', async ({ composer, runs, hub }) => {
      if (web === undefined) return undefined;
      const { pageFolder } = web;
      const onError = (error: unknown): void => composer.ports.logger.error('a request failed', { error });
      return listen(web.port, web.exact, (port) => createHttpApp({ composer, runs, hub, port, pageFolder, onError }));
    })
    .start();
}
