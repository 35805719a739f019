import type { App } from '@infra/container';
import { err, ok, type AsyncResult, type ContextCarrier } from '@infra/core';
import type { CircuitBreakerRegistry, ResilienceEvent } from '@infra/resilience';
import type { Composition, CompositionView, HealthView, Layers, PortName } from '../contract.js';
import { eachLayered, spelledOut } from '../layers/layer-table.js';
import type { BackingServers } from '../providers/backing-servers.js';
import type { Surroundings } from '../providers/provider.js';
import { findProvider, portNames, type Ports } from '../providers/registry.js';
import { hashOf } from './composition.js';
import type { Setup } from './setup.js';
import type { Shop } from '../shop/shop.js';
import { startComposition, type BarePorts, type Started } from './start-composition.js';

/** The composition that is in use, one at a time. */
export interface Composer {
  readonly composition: Composition;
  /** With every option said. */
  readonly layers: Layers;
  readonly hash: string;
  /** With their layers around them. */
  readonly ports: Readonly<Ports>;
  readonly breakers: CircuitBreakerRegistry;
  /** Jobs and events with nothing around them, for whoever only looks on: it is not to count, nor to be broken. */
  readonly bare: BarePorts;
  /** What handles them. */
  readonly shop: Shop;
  /** For what is done with its ports. */
  readonly carrier: ContextCarrier;
  /**
   * Starts the new composition, then closes the old one. When the new one does not start, the old one stays in use and
   * the error says which port failed and why. Calls queue up: one at a time.
   */
  apply(setup: Setup): AsyncResult<void>;
  view(): Promise<CompositionView>;
  /** Told of every composition that is applied. Returns a function that stops it. */
  onApplied(listener: () => void): () => void;
  /** Told of what the layers do. Returns a function that stops it. */
  onEvent(listener: (event: ResilienceEvent) => void): () => void;
  /** How the adapters are: asked now. */
  health(): Promise<HealthView>;
  close(): AsyncResult<void>;
}

/** Fails when the first composition does not start. */
export async function createComposer(first: Setup, surroundings: Surroundings): AsyncResult<Composer> {
  const listeners = new Set<() => void>();
  const watchers = new Set<(event: ResilienceEvent) => void>();
  const start = ({ composition, layers }: Setup): AsyncResult<Started> => {
    const setup = { composition, layers: eachLayered((port) => spelledOut(layers[port])) };
    return startComposition(setup, surroundings, (event) => {
      for (const watcher of watchers) watcher(event);
    });
  };
  const started = await start(first);
  if (!started.ok) return started;
  let current = started.value;
  let queue: Promise<unknown> = Promise.resolve();

  async function replace(setup: Setup): AsyncResult<void> {
    const next = await start(setup);
    if (!next.ok) return err(next.error);
    const old = current.app;
    current = next.value;
    for (const listener of listeners) listener();
    const closed = await old.close();
    // The new one works: that the old one closed badly is worth a line and no failure.
    if (!closed.ok) current.ports.logger.warn('the previous composition', { error: closed.error });
    return ok();
  }

  const composer: Composer = {
    get composition() {
      return current.setup.composition;
    },
    get layers() {
      return current.setup.layers;
    },
    get hash() {
      return hashOf(current.setup);
    },
    get ports() {
      return current.ports;
    },
    get breakers() {
      return current.breakers;
    },
    get bare() {
      return current.bare;
    },
    get shop() {
      return current.shop;
    },
    get carrier() {
      return current.carrier;
    },
    apply(setup) {
      const applied = queue.then(() => replace(setup));
      queue = applied;
      return applied;
    },
    async view() {
      const { setup, app } = current;
      const { composition, layers } = setup;
      return {
        composition,
        layers,
        hash: hashOf(setup),
        health: await healthOf(app),
        ...serversOf(composition, surroundings.servers),
      };
    },
    onApplied(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    health: () => healthOf(current.app),
    async close() {
      await queue;
      return current.app.close();
    },
  };
  return ok(composer);
}

async function healthOf(app: Pick<App<Ports>, 'health'>): Promise<HealthView> {
  const health = await app.health();
  if (!health.ok) return { status: 'down', reason: health.error.message, services: {} };
  const { status, reason, services } = health.value;
  return {
    status,
    ...(reason === undefined ? undefined : { reason }),
    services: Object.fromEntries(
      Object.entries(services).map(([name, { status, reason }]) => [
        name,
        { status, ...(reason === undefined ? undefined : { reason }) },
      ]),
    ),
  };
}

function serversOf(composition: Composition, servers: BackingServers): Pick<CompositionView, 'servers' | 'serverOf'> {
  const used = portNames.flatMap((port): [PortName, string][] => {
    const kind = findProvider(port, composition[port])?.need?.server;
    const server = kind && servers.running(kind);
    return server === undefined ? [] : [[port, server.description]];
  });
  return { servers: [...new Set(used.map(([, description]) => description))], serverOf: Object.fromEntries(used) };
}
