import type { AsyncResult, ContextCarrier } from '@infra/core';
import type { PortName, Span } from '../contract.js';
import type { Time } from '../time.js';
import { attemptSpans } from './attempt-spans.js';
import { CallTrail, CallTrails } from './call-trail.js';

/** A call of a port, to be recorded. */
export interface CallSpec {
  readonly port: PortName;
  readonly op: string;
  readonly provider: string;
  /** What it is about, such as a key. Never a value: values may hold secrets. */
  readonly subject: string;
}

/** The first ones are kept whatever they are; after that only those that failed, and of them as many again. */
export const KEPT_SPANS = 20_000;
const LONGEST_SUBJECT = 80;

/** Turns the calls of one run into spans, and holds on to a bounded number of them. */
export class SpanRecorder {
  readonly spans: Span[] = [];
  /** Of all calls, kept or not, in microseconds. */
  readonly durations: number[] = [];
  dropped = 0;
  /** Calls that failed, but for those of a cache, which counts by itself: what it covers up as well. */
  failed = 0;
  /** Attempts beyond the first of each call. */
  retries = 0;
  readonly #time: Time;
  #beginMs: number;
  readonly #onSpan: (span: Span) => void;
  readonly #limit: number;
  readonly #trails: CallTrails;
  readonly #carrier: Pick<ContextCarrier, 'capture'>;
  #next = 0;
  #step: Span | undefined;
  #repeats = new Map<string, number>();
  #stepCalls = 0;

  constructor(
    time: Time,
    onSpan: (span: Span) => void,
    limit: number = KEPT_SPANS,
    trails: CallTrails = new CallTrails(),
    carrier: Pick<ContextCarrier, 'capture'> = { capture: () => ({}) },
  ) {
    this.#time = time;
    this.#trails = trails;
    this.#carrier = carrier;
    this.#beginMs = time.monotonicMs();
    this.#onSpan = onSpan;
    this.#limit = limit;
  }

  /** Time counts from here. */
  begin(): void {
    this.#beginMs = this.#time.monotonicMs();
  }

  /** How long each call of the current step took, in microseconds. */
  get stepDurations(): readonly number[] {
    return this.durations.slice(this.#stepCalls);
  }

  /** Everything from here on belongs to this step. */
  beginStep(name: string): void {
    this.#repeats = new Map();
    this.#stepCalls = this.durations.length;
    this.#step = {
      i: this.#next++,
      parent: null,
      kind: 'step',
      op: name,
      startUs: this.#nowUs(),
      durUs: null,
      flags: [],
      key: name,
    };
    this.#keep(this.#step);
  }

  endStep(failure?: string): void {
    const step = this.#step;
    if (step === undefined) return;
    this.#step = undefined;
    const ended: Span = {
      ...step,
      durUs: this.#nowUs() - step.startUs,
      ...(failure === undefined ? undefined : { code: 'failed', error: failure }),
    };
    const place = this.spans.indexOf(step);
    if (place === -1) return;
    this.spans[place] = ended;
    this.#onSpan(ended);
  }

  /** Runs a call and records it. `flagsOf` tells what is worth knowing about a success. */
  call<T>(spec: CallSpec, run: () => AsyncResult<T>, flagsOf: (value: T) => readonly string[]): AsyncResult<T> {
    return this.#record('call', spec, run, flagsOf);
  }

  /** Runs a handler and records that. It is no call of a port: it is not among their durations and failures. */
  handler<T>(spec: CallSpec, run: () => AsyncResult<T>): AsyncResult<T> {
    return this.#record('handler', spec, run, () => []);
  }

  async #record<T>(
    kind: 'call' | 'handler',
    spec: CallSpec,
    run: () => AsyncResult<T>,
    flagsOf: (value: T) => readonly string[],
  ): AsyncResult<T> {
    const i = this.#next++;
    const step = this.#step;
    const startUs = this.#nowUs();
    const correlation = this.#carrier.capture()['correlationId'];
    const subject = spec.subject.slice(0, LONGEST_SUBJECT);
    const what = `${step?.op ?? 'run'}:${subject}/${spec.port}${kind === 'call' ? '.' : ':'}${spec.op}`;
    const repeat = this.#repeats.get(what) ?? 0;
    this.#repeats.set(what, repeat + 1);
    const trail = new CallTrail(() => this.#nowUs());
    const result = await this.#trails.run(trail, run);
    const endUs = this.#nowUs();
    const durUs = endUs - startUs;
    if (kind === 'call') this.durations.push(durUs);
    if (kind === 'call' && !result.ok && (spec.port !== 'cache' || trail.missedAdapter)) this.failed += 1;
    const retries = kind === 'call' ? Math.max(0, trail.attempts.length - 1) : 0;
    this.retries += retries;
    const call: Span = {
      i,
      parent: step?.i ?? null,
      kind,
      port: spec.port,
      op: spec.op,
      provider: spec.provider,
      startUs,
      durUs,
      flags: [...(result.ok ? flagsOf(result.value) : []), ...(retries > 0 ? ['retried'] : []), ...trail.flags],
      key: `${what}#${repeat}`,
      ...(correlation === undefined ? undefined : { correlation }),
      ...(result.ok ? undefined : { code: result.error.code, error: result.error.message }),
    };
    if (!this.#keep(call) || kind === 'handler') return result;
    for (const span of attemptSpans(call, trail, endUs, () => this.#next++)) this.#keep(span);
    return result;
  }

  #nowUs(): number {
    return Math.round((this.#time.monotonicMs() - this.#beginMs) * 1_000);
  }

  /** Whether it was kept. What layers had to do with counts as worth it, as a failure does. */
  #keep(span: Span): boolean {
    const isPlain =
      span.code === undefined && (span.kind === 'call' || span.kind === 'handler') && !span.flags.includes('retried');
    const limit = isPlain ? this.#limit : 2 * this.#limit;
    if (this.spans.length >= limit) {
      this.dropped += 1;
      return false;
    }
    this.spans.push(span);
    this.#onSpan(span);
    return true;
  }
}
