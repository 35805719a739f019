import { err, ok, type AsyncResult, type InfraError, type IoOptions, type MetricExposition } from '@infra/core';
import type { Registry } from 'prom-client';
import { collectError, renderCancelled, renderClosed } from './errors.js';
import type { Exposed } from './exposed-metrics.js';
import { headOf, seriesWriter } from './text-format.js';
import { Turns } from './turns.js';

/** What a scraper reads: the text of the registry, written series by series, so that a large one does not hold the event loop. */
export class RegistryExposition implements MetricExposition {
  private readonly registry: Registry;
  private readonly exposed: ReadonlyMap<object, Exposed>;
  private readonly isClosed: () => boolean;
  private readonly turns = new Turns();

  /** @param exposed those metrics of the registry whose values are the guard's */
  constructor(registry: Registry, exposed: ReadonlyMap<object, Exposed>, isClosed: () => boolean) {
    this.registry = registry;
    this.exposed = exposed;
    this.isClosed = isClosed;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async render({ signal }: IoOptions = {}): AsyncResult<string> {
    try {
      const texts: string[] = [];
      let lines: string[] = [];
      let turn = await this.turns.next();
      const early = this.problem(signal);
      if (early !== undefined) return err(early);
      for (const part of this.parts()) {
        // Before anything else, or its rejection would be nobody's.
        const text = typeof part === 'string' ? part : await part;
        const problem = this.problem(signal);
        if (problem !== undefined) return err(problem);
        if (text !== '') lines.push(text);
        if (!turn.isOver()) continue;
        texts.push(lines.join('\n'));
        lines = [];
        turn = await this.turns.next();
      }
      texts.push(...lines, '');
      // A large text is put together in a turn of its own.
      if (texts.length > lines.length + 1) await this.turns.next();
      const problem = this.problem(signal);
      return problem === undefined ? ok(texts.join('\n')) : err(problem);
    } catch (cause) {
      return err(collectError(cause));
    }
  }

  /** The text in pieces, each made when it is asked for: a line or two, all of one series, or a whole metric of somebody else's. */
  private *parts(): Generator<string | Promise<string>, void> {
    for (const metric of this.registry.getMetricsAsArray()) {
      const own = this.exposed.get(metric);
      if (own !== undefined) yield* this.partsOf(own);
      // Others may have been taken out since the list was made.
      else if (this.registry.getSingleMetric(metric.name) !== undefined) {
        yield this.registry.getSingleMetricAsString(metric.name);
      }
    }
  }

  private *partsOf({ definition, read }: Exposed): Generator<string, void> {
    yield headOf(definition);
    const write = seriesWriter(definition, defaultLabelsOf(this.registry));
    const series = read();
    // The list may grow meanwhile, without end: what is new comes with the next scrape.
    const count = series.length;
    for (let at = 0; at < count; at += 1) {
      const one = series[at];
      if (one !== undefined) yield write(one);
    }
  }

  private problem(signal: AbortSignal | undefined): InfraError | undefined {
    if (this.isClosed()) return renderClosed();
    return signal?.aborted ? renderCancelled(signal.reason) : undefined;
  }
}

/** Those that `setDefaultLabels` has set. prom-client has nothing to read them by; a test tells when it keeps them elsewhere. */
function defaultLabelsOf(registry: Registry): Readonly<Record<string, unknown>> {
  const labels: unknown = Reflect.get(registry, '_defaultLabels');
  return typeof labels === 'object' && labels !== null ? { ...labels } : {};
}
