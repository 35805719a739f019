import { err, ok, type AsyncResult, type IoOptions, type MetricExposition } from '@infra/core';
import type { Registry } from 'prom-client';
import { collectError, renderCancelled, renderClosed } from './errors.js';

/** How long one turn of the event loop may render, in milliseconds, before others have theirs. */
const TURN_MS = 5;

/** What a scraper reads: the text of the registry, written metric by metric, so that a large one does not hold the event loop. */
export class RegistryExposition implements MetricExposition {
  private readonly registry: Registry;
  private readonly isClosed: () => boolean;

  constructor(registry: Registry, isClosed: () => boolean) {
    this.registry = registry;
    this.isClosed = isClosed;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async render({ signal }: IoOptions = {}): AsyncResult<string> {
    try {
      const texts: string[] = [];
      let turnEndsAt = performance.now() + TURN_MS;
      for (const { name } of this.registry.getMetricsAsArray()) {
        if (this.isClosed()) return err(renderClosed());
        if (signal?.aborted) return err(renderCancelled(signal.reason));
        texts.push(await this.registry.getSingleMetricAsString(name));
        if (performance.now() < turnEndsAt) continue;
        await new Promise((resolve) => setImmediate(resolve));
        turnEndsAt = performance.now() + TURN_MS;
      }
      if (this.isClosed()) return err(renderClosed());
      if (signal?.aborted) return err(renderCancelled(signal.reason));
      return ok(texts.length === 0 ? '' : `${texts.join('\n')}\n`);
    } catch (cause) {
      return err(collectError(cause));
    }
  }
}
