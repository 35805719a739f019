import type { App } from '@infra/container';
import { err, ok, type AsyncResult } from '@infra/core';
import type { Composition, CompositionView, HealthView, PortName } from '../contract.js';
import type { BackingServers } from '../providers/backing-servers.js';
import type { Surroundings } from '../providers/provider.js';
import { findProvider, portNames, type Ports } from '../providers/registry.js';
import { hashOf } from './composition.js';
import { startComposition } from './start-composition.js';

/** The composition that is in use, one at a time. */
export interface Composer {
  readonly composition: Composition;
  readonly hash: string;
  readonly ports: Readonly<Ports>;
  /**
   * Starts the new composition, then closes the old one. When the new one does not start, the old one stays in use and
   * the error says which port failed and why. Calls queue up: one at a time.
   */
  apply(composition: Composition): AsyncResult<void>;
  view(): Promise<CompositionView>;
  /** Told of every composition that is applied. Returns a function that stops it. */
  onApplied(listener: () => void): () => void;
  close(): AsyncResult<void>;
}

/** Fails when the first composition does not start. */
export async function createComposer(first: Composition, surroundings: Surroundings): AsyncResult<Composer> {
  const started = await startComposition(first, surroundings);
  if (!started.ok) return started;
  const listeners = new Set<() => void>();
  let current: { readonly composition: Composition; readonly app: App<Ports> } = {
    composition: first,
    app: started.value,
  };
  let queue: Promise<unknown> = Promise.resolve();

  async function replace(composition: Composition): AsyncResult<void> {
    const next = await startComposition(composition, surroundings);
    if (!next.ok) return err(next.error);
    const old = current.app;
    current = { composition, app: next.value };
    for (const listener of listeners) listener();
    const closed = await old.close();
    // The new one works: that the old one closed badly is worth a line and no failure.
    if (!closed.ok) next.value.services.logger.warn('the previous composition', { error: closed.error });
    return ok();
  }

  const composer: Composer = {
    get composition() {
      return current.composition;
    },
    get hash() {
      return hashOf(current.composition);
    },
    get ports() {
      return current.app.services;
    },
    apply(composition) {
      const applied = queue.then(() => replace(composition));
      queue = applied;
      return applied;
    },
    async view() {
      const { composition, app } = current;
      return {
        composition,
        hash: hashOf(composition),
        health: await healthOf(app),
        ...serversOf(composition, surroundings.servers),
      };
    },
    onApplied(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await queue;
      return current.app.close();
    },
  };
  return ok(composer);
}

async function healthOf(app: App<Ports>): Promise<HealthView> {
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
