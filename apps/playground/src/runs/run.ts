import { setMaxListeners } from 'node:events';
import type { ContextCarrier, Logger } from '@infra/core';
import type {
  Composition,
  Counts,
  FaultView,
  Layers,
  LogView,
  RunStatus,
  RunView,
  Span,
  StepView,
} from '../contract.js';
import type { BackingServer } from '../providers/backing-servers.js';
import type { Ports } from '../providers/registry.js';
import type { PreparedScenario, ReadyStep, StepContext, StepCounts } from '../scenarios/scenario.js';
import type { Shop } from '../shop/shop.js';
import { messageOf } from '../message-of.js';
import type { Time } from '../time.js';
import type { CallTrails } from './call-trail.js';
import { p50AndP95 } from './percentile.js';
import { recordedPorts } from './recorded-ports.js';
import { recordingLayer } from './recording-layer.js';
import { logOf } from './run-log.js';
import { KEPT_SPANS, SpanRecorder } from './span-recorder.js';

export interface RunSettings {
  readonly id: string;
  readonly prepared: PreparedScenario;
  readonly composition: Composition;
  readonly hash: string;
  readonly layers: Layers;
  readonly faults: readonly FaultView[];
  readonly ports: Readonly<Ports>;
  readonly trails: CallTrails;
  readonly shop: Shop;
  readonly carrier: ContextCarrier;
  server(port: keyof Composition): BackingServer | undefined;
  readonly time: Time;
  readonly startedAt: Date;
  /** Something in `view` has changed: a status, or only how far it is. */
  readonly onChange: (what: 'status' | 'progress') => void;
  readonly onSpan: (span: Span) => void;
}

const NO_COUNTS: Counts = { calls: 0, hits: 0, misses: 0, loads: 0, errors: 0, retries: 0, p50Us: 0, p95Us: 0 };

/** What had been counted at some moment. */
interface Mark {
  readonly cache: StepCounts;
  readonly failed: number;
  readonly retries: number;
}

/** One run of a scenario, from its first step to its last. */
export class Run {
  readonly id: string;
  readonly #settings: RunSettings;
  readonly #recorder: SpanRecorder;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  #beginMs: number;
  readonly #atBegin: Mark;
  #steps: StepView[];
  #status: RunStatus = 'running';
  #reason: string | undefined;
  #done = 0;
  #endMs: number | undefined;
  #total: Counts = NO_COUNTS;

  constructor(settings: RunSettings) {
    this.id = settings.id;
    this.#settings = settings;
    this.#recorder = new SpanRecorder(settings.time, settings.onSpan, KEPT_SPANS, settings.trails, settings.carrier);
    this.#logger = settings.ports.logger.child({ run: settings.id });
    // Every call under way listens to it: as many as there are readers, and none of them a leak.
    setMaxListeners(0, this.#abort.signal);
    this.#beginMs = settings.time.monotonicMs();
    this.#atBegin = this.#mark();
    this.#steps = settings.prepared.scenario.view.steps.map((step) => ({
      ...step,
      ...NO_COUNTS,
      status: 'pending',
      durationMs: 0,
    }));
  }

  get spans(): readonly Span[] {
    return this.#recorder.spans;
  }

  /** What it has logged, where the logger keeps its lines: also after that has been replaced by another one. */
  get log(): LogView {
    const { ports, composition, id } = this.#settings;
    return logOf(ports.logger, composition.logger, id);
  }

  get view(): RunView {
    const { prepared, composition, hash, layers, faults, startedAt, time } = this.#settings;
    if (this.#status === 'running') this.#total = this.#counts(this.#atBegin, this.#recorder.durations);
    return {
      id: this.id,
      scenario: prepared.scenario.view.name,
      params: prepared.params,
      seed: prepared.params['seed'] ?? 0,
      composition: hash,
      providers: composition,
      layers,
      faults,
      startedAt: startedAt.toISOString(),
      status: this.#status,
      ...(this.#reason === undefined ? undefined : { reason: this.#reason }),
      durationMs: (this.#endMs ?? time.monotonicMs()) - this.#beginMs,
      done: this.#done,
      total: prepared.total,
      dropped: this.#recorder.dropped,
      steps: this.#steps,
      ...this.#total,
    };
  }

  /** Ends it at the next opportunity. What it changed outside the process is put back all the same. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Runs all steps. Never rejects: what goes wrong is in `view`. */
  async execute(): Promise<void> {
    const { prepared, ports, composition, shop, carrier, server, time } = this.#settings;
    const { signal } = this.#abort;
    this.#logger.info('run started', {
      scenario: prepared.scenario.view.name,
      params: prepared.params,
      providers: composition,
    });
    try {
      const ready = await prepared.setUp({
        runId: this.id,
        ports: { ...recordedPorts(ports, this.#recorder, composition), logger: this.#logger },
        ...{ shop, carrier },
        relayed: recordingLayer(this.#recorder, 'events', composition.events),
        record: (call, work) => this.#recorder.handler({ ...call, provider: composition[call.port] }, work),
        server,
        time,
        signal,
      });
      // Reading the data from disk is not part of what is measured.
      this.#beginMs = time.monotonicMs();
      this.#recorder.begin();
      try {
        for (const [index, step] of ready.steps.entries()) await this.#step(step, index);
      } finally {
        this.#recorder.beginStep('tear-down');
        await ready.tearDown();
        this.#recorder.endStep();
      }
    } catch (cause) {
      if (!signal.aborted) this.#reason = messageOf(cause);
    }
    this.#finish();
  }

  async #step(step: ReadyStep, index: number): Promise<void> {
    const { signal } = this.#abort;
    const doneBefore = this.#done;
    const units = this.#settings.prepared.units[index] ?? 0;
    const skipped = step.skip();
    if (skipped !== undefined || signal.aborted) {
      const why = skipped ?? 'the run was cancelled';
      this.#logger.info('step skipped', { step: step.name, reason: why });
      this.#update(index, { status: 'skipped', reason: why });
      if (!signal.aborted) this.#done = doneBefore + units;
      return;
    }
    const { time } = this.#settings;
    const beginMs = time.monotonicMs();
    const before = this.#mark();
    const broken: string[] = [];
    this.#recorder.beginStep(step.name);
    this.#update(index, { status: 'running' });
    const context: StepContext = {
      signal,
      advance: (more = 1) => {
        this.#done = Math.min(doneBefore + units, this.#done + more);
        this.#update(index, { durationMs: time.monotonicMs() - beginMs });
      },
      expect: (holds, why) => {
        if (!holds) broken.push(why);
      },
      note: (note) => this.#update(index, { note }),
      counts: () => this.#counts(before, []),
    };
    try {
      await step.run(context);
    } catch (cause) {
      broken.push(signal.aborted ? 'the run was cancelled' : messageOf(cause));
    }
    const reason = broken.join('; ');
    this.#recorder.endStep(reason === '' ? undefined : reason);
    if (!signal.aborted) this.#done = doneBefore + units;
    const durationMs = time.monotonicMs() - beginMs;
    const line = { step: step.name, durationMs: Math.round(durationMs) };
    if (reason === '') this.#logger.info('step held', line);
    // What a person cancelled is no fault.
    else this.#logger[signal.aborted ? 'info' : 'warn']('step did not hold', { ...line, reason });
    this.#update(index, {
      ...this.#counts(before, this.#recorder.stepDurations),
      durationMs,
      status: reason === '' ? 'ok' : 'failed',
      ...(reason === '' ? undefined : { reason }),
    });
  }

  #update(index: number, change: Partial<StepView>): void {
    this.#steps = this.#steps.map((step, at) => (at === index ? { ...step, ...change } : step));
    this.#settings.onChange(change.status === undefined ? 'progress' : 'status');
  }

  #finish(): void {
    this.#total = this.#counts(this.#atBegin, this.#recorder.durations);
    this.#endMs = this.#settings.time.monotonicMs();
    const failed = this.#steps.filter((step) => step.status === 'failed').map((step) => step.title);
    if (this.#abort.signal.aborted) this.#status = 'cancelled';
    else this.#status = this.#reason === undefined && failed.length === 0 ? 'ok' : 'failed';
    if (this.#status === 'failed') this.#reason ??= `did not hold: ${failed.join(', ')}`;
    const durationMs = Math.round(this.#endMs - this.#beginMs);
    const ended = { status: this.#status, durationMs, reason: this.#reason };
    this.#logger[this.#status === 'failed' ? 'warn' : 'info']('run ended', ended);
    this.#settings.onChange('status');
  }

  #mark(): Mark {
    const { failed, retries } = this.#recorder;
    return { cache: this.#settings.ports.cache.stats(), failed, retries };
  }

  #counts(before: Mark, durations: readonly number[]): Counts {
    const { cache: now, failed, retries } = this.#mark();
    return {
      calls: durations.length,
      hits: now.hits - before.cache.hits,
      misses: now.misses - before.cache.misses,
      loads: now.loads - before.cache.loads,
      errors: now.errors - before.cache.errors + failed - before.failed,
      retries: retries - before.retries,
      ...p50AndP95(durations),
    };
  }
}
