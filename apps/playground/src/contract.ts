// What the server and the page say to each other: types only, for both sides import this file.

import type { FaultView } from './contract/faults.js';
import type { Layers, LayerView } from './contract/layers.js';
import type { ProviderCode } from './contract/provider-code.js';
import type { Happening, OperateTick, OperateView } from './contract/operate.js';
import type { WorkView } from './contract/work.js';

export type * from './contract/faults.js';
export type * from './contract/files.js';
export type * from './contract/layers.js';
export type * from './contract/operate.js';
export type * from './contract/orders.js';
export type * from './contract/provider-code.js';
export type * from './contract/work.js';

/** The ports that can be composed so far. */
export type PortName =
  'cache' | 'storage' | 'database' | 'ratelimit' | 'queue' | 'events' | 'logger' | 'metrics' | 'tracer';

/** Which provider serves each port. */
export type Composition = Readonly<Record<PortName, string>>;

/** What a provider needs before it can be used, and whether that is there. */
export interface NeedView {
  readonly title: string;
  /** `ready`: it is there. `obtainable`: it is fetched on first use. `missing`: somebody has to act. */
  readonly status: 'ready' | 'obtainable' | 'missing';
  /** What was found, or what is missing. One sentence. */
  readonly finding: string;
  /** How to get it, a step a line; commands are in backticks. */
  readonly howTo: readonly string[];
}

export interface ProviderView {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The npm package that it comes from. */
  readonly package: string;
  readonly code: ProviderCode;
  /** Absent: embedded, it needs nothing. */
  readonly need?: NeedView;
}

export interface PortView {
  readonly name: PortName;
  readonly title: string;
  readonly group: string;
  readonly summary: string;
  readonly providers: readonly ProviderView[];
  /** What can go around it, outside in; empty: nothing can. */
  readonly layers: readonly LayerView[];
}

export interface ParamView {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface ScenarioView {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly ports: readonly PortName[];
  readonly params: readonly ParamView[];
  readonly steps: readonly { readonly name: string; readonly title: string; readonly expectation: string }[];
}

/** `GET /api/ports` */
export interface Registry {
  readonly ports: readonly PortView[];
  readonly scenarios: readonly ScenarioView[];
}

export interface HealthView {
  readonly status: 'up' | 'degraded' | 'down';
  readonly reason?: string;
  readonly services: Readonly<
    Record<string, { readonly status: 'up' | 'degraded' | 'down'; readonly reason?: string }>
  >;
}

/** `GET /api/composition` */
export interface CompositionView {
  readonly composition: Composition;
  /** With every option said. */
  readonly layers: Layers;
  /** Names a composition: the same providers and layers, the same hash. */
  readonly hash: string;
  readonly health: HealthView;
  /** Where each backing server of this composition comes from, for people. */
  readonly servers: readonly string[];
  /** The same, by the port that uses it. */
  readonly serverOf: Readonly<Partial<Record<PortName, string>>>;
}

export type RunStatus = 'running' | 'ok' | 'failed' | 'cancelled';

/** What was counted while something ran. Times are of port calls, in microseconds. */
export interface Counts {
  readonly calls: number;
  readonly hits: number;
  readonly misses: number;
  readonly loads: number;
  readonly errors: number;
  /** Attempts beyond the first of each call. */
  readonly retries: number;
  readonly p50Us: number;
  readonly p95Us: number;
}

export interface StepView extends Counts {
  readonly name: string;
  readonly title: string;
  readonly expectation: string;
  readonly status: 'pending' | 'running' | 'ok' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason?: string;
  /** What else there is to know, such as how long the recovery took. */
  readonly note?: string;
  readonly durationMs: number;
}

/** `GET /api/runs/:id` */
export interface RunView extends Counts {
  readonly id: string;
  readonly scenario: string;
  readonly params: Readonly<Record<string, number>>;
  readonly seed: number;
  /** The hash of the composition. */
  readonly composition: string;
  readonly providers: Composition;
  readonly layers: Layers;
  /** What was broken on purpose when it began. */
  readonly faults: readonly FaultView[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly status: RunStatus;
  /** Why it is `failed`. */
  readonly reason?: string;
  readonly durationMs: number;
  /** Progress, in the scenario's own units. */
  readonly done: number;
  readonly total: number;
  /** Spans that were not kept. */
  readonly dropped: number;
  readonly steps: readonly StepView[];
}

export interface Span {
  readonly i: number;
  /** The span it belongs to: of a call its step, of an attempt or a wait its call; `null` for a step. */
  readonly parent: number | null;
  /**
   * Attempts are those of a call that layers had something to do with; a wait is between two of them, or in line. A handler is one run of
   * one, of a job or of an event.
   */
  readonly kind: 'step' | 'call' | 'handler' | 'attempt' | 'wait';
  readonly port?: PortName;
  readonly op: string;
  readonly provider?: string;
  /** Of an attempt, from 1; of a wait, the one that it is for. */
  readonly attempt?: number;
  /** Since the start of the run. */
  readonly startUs: number;
  /** `null`: it is still running. */
  readonly durUs: number | null;
  /** Absent: it went well. */
  readonly code?: string;
  /** `hit`, `miss`, `loaded`; what layers and faults did: `retried`, `rejected`, `timed out`, `injected`. */
  readonly flags: readonly string[];
  /** The same call in another run has the same key. */
  readonly key: string;
  /** Why it failed. */
  readonly error?: string;
  /** What it is a part of: the same on the whole way of an order, through transaction, outbox, bus and handlers. Absent: of nothing in particular. */
  readonly correlation?: string;
}

export interface LogLineView {
  /** ISO 8601. */
  readonly time: string;
  readonly level: string;
  readonly message: string;
  /** Redacted by the logger. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** `GET /api/log`, and what is new since: lines of the whole process, from whichever logger. */
export interface LogTail {
  /** Oldest first. */
  readonly lines: readonly LogLineView[];
  /** Lines before these that were dropped: there were too many. */
  readonly gap: number;
}

/** `GET /api/runs/:id/log`: the newest lines of a run, where its logger keeps them. */
export interface LogView {
  readonly provider: string;
  /** Oldest first; absent: this logger writes its lines elsewhere. */
  readonly lines?: readonly LogLineView[];
  /** Older lines of the run that are not among them. */
  readonly earlier: number;
}

/** What `/api/events` says, several at a time in one event. */
export type LiveEvent =
  | { readonly type: 'run'; readonly run: RunView }
  | { readonly type: 'spans'; readonly run: string; readonly spans: readonly Span[] }
  | { readonly type: 'composition'; readonly composition: CompositionView }
  | { readonly type: 'faults'; readonly faults: readonly FaultView[] }
  | { readonly type: 'operate'; readonly tick: OperateTick }
  | { readonly type: 'work'; readonly work: WorkView }
  | { readonly type: 'happening'; readonly happening: Happening }
  | { readonly type: 'log'; readonly log: LogTail };

/** The first event of a stream that cannot be resumed: forget what you have, this is how it is. */
export interface Snapshot {
  readonly composition: CompositionView;
  readonly runs: readonly RunView[];
  readonly faults: readonly FaultView[];
  readonly operate: OperateView;
  readonly log: LogTail;
  readonly work: WorkView;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The code of the `InfraError`, where a port failed. */
  readonly code?: string;
  /** What to do about it, where that is known. */
  readonly advice?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
