import type { Clock, InfraError, JobEvent, JobState } from '@infra/core';
import type { JobRecord } from '@internal/queue-rules';
import type { Copy } from '@internal/serialization';
import { Agenda } from './agenda.js';
import { entryOf, inOrder, isVoid, type Entry } from './entry.js';
import { Heap } from './heap.js';
import type { MemoryJob } from './memory-job.js';

/** How many failed attempts of a job are remembered. */
const FAILURES_KEPT = 100;

/** All jobs of one queue and their states. It does not run any: it says when there is something to run. */
export class JobStore {
  readonly clock: Clock;
  readonly byId = new Map<string, MemoryJob>();
  /** Those in a state, in the order in which they came into it. */
  readonly in: Readonly<Record<JobState, Set<MemoryJob>>> = {
    waiting: new Set(),
    delayed: new Set(),
    active: new Set(),
    failed: new Set(),
    completed: new Set(),
    dead: new Set(),
  };
  readonly listeners = new Set<(event: JobEvent) => void>();
  /** Called when a job that somebody may wait for is over or gone. */
  readonly onOver = new Map<string, Set<() => void>>();
  completed = 0;
  died = 0;
  isPaused = false;
  /** Called whenever a job may be there to be taken. */
  onReady: () => void = () => undefined;
  private readonly keepCompleted: number;
  private readonly ready = new Heap<Entry>(inOrder);
  private readonly agenda: Agenda;
  private readonly unfinished = new Map<string, MemoryJob>();
  private places = 0;

  constructor(clock: Clock, keepCompleted: number) {
    this.clock = clock;
    this.keepCompleted = keepCompleted;
    this.agenda = new Agenda(clock, (job) => this.hurry(job));
  }

  /** The unfinished job that this one is a duplicate of. */
  duplicateOf({ name, options }: Pick<JobRecord, 'name' | 'options'>): MemoryJob | undefined {
    return options.dedupeId === undefined ? undefined : this.unfinished.get(dedupeKey(name, options.dedupeId));
  }

  add(record: JobRecord, dueMs?: number, scheduleId?: string): MemoryJob {
    const createdMs = this.clock.monotonicMs();
    const job: MemoryJob = {
      ...record,
      payload: record.packed as Copy,
      scheduleId,
      createdAt: this.clock.now(),
      createdMs,
      state: 'waiting',
      place: this.nextPlace(),
      dueMs: dueMs ?? createdMs + record.options.delayMs,
      turn: 0,
      runs: 0,
      failed: 0,
      crashes: 0,
      failures: [],
      logs: [],
      startedAt: undefined,
      finishedAt: undefined,
      finishedMs: 0,
      ended: 0,
      progress: undefined,
      result: undefined,
      reason: undefined,
    };
    this.byId.set(job.id, job);
    if (record.options.dedupeId !== undefined) this.unfinished.set(dedupeKey(job.name, record.options.dedupeId), job);
    this.in.waiting.add(job);
    this.hold(job, 'delayed');
    return job;
  }

  /** The next job to run becomes active. */
  take(): MemoryJob | undefined {
    for (let entry = this.ready.pop(); entry !== undefined; entry = this.ready.pop()) {
      if (isVoid(entry)) continue;
      const { job } = entry;
      this.enter(job, 'active');
      job.runs += 1;
      job.startedAt = this.clock.now();
      return job;
    }
    return undefined;
  }

  complete(job: MemoryJob, result: Copy): void {
    job.result = result;
    this.completed += 1;
    this.end(job, 'completed');
    const { completed } = this.in;
    for (const oldest of completed) {
      if (completed.size <= this.keepCompleted) break;
      this.forget(oldest);
    }
  }

  /** Remembers a failed attempt; `waitMs` until the next one, undefined where there is none. */
  fail(job: MemoryJob, error: InfraError, waitMs: number | undefined): void {
    job.failed += 1;
    const failure = { run: job.runs, at: this.clock.now(), error: error.toJSON() };
    job.failures = [...job.failures, failure].slice(-FAILURES_KEPT);
    if (waitMs === undefined) {
      this.die(job, error);
      return;
    }
    job.place = this.nextPlace();
    job.dueMs = this.clock.monotonicMs() + waitMs;
    this.hold(job, 'failed');
    this.emit({ type: 'failed', id: job.id });
  }

  die(job: MemoryJob, reason: InfraError): void {
    job.reason = reason.toJSON();
    this.died += 1;
    this.end(job, 'dead');
  }

  /** Has it wait for a worker, in its old place if it had one. */
  makeReady(job: MemoryJob): void {
    this.enter(job, 'waiting');
    this.ready.push(entryOf(job, job.options.priority));
    this.onReady();
  }

  /** Has a job that waited for its time wait for a worker, behind those that do already. */
  hurry(job: MemoryJob): void {
    job.place = this.nextPlace();
    this.makeReady(job);
  }

  /** A dead job begins anew. */
  revive(job: MemoryJob): void {
    job.failed = 0;
    job.crashes = 0;
    job.reason = undefined;
    job.finishedAt = undefined;
    const { dedupeId } = job.options;
    if (dedupeId !== undefined && this.duplicateOf(job) === undefined) {
      this.unfinished.set(dedupeKey(job.name, dedupeId), job);
    }
    this.hurry(job);
  }

  /** Moves a job that is not due to another time. */
  postpone(job: MemoryJob, dueMs: number): void {
    if (job.state !== 'delayed' && job.state !== 'failed') return;
    job.dueMs = dueMs;
    this.hold(job, job.state);
  }

  forget(job: MemoryJob): void {
    job.turn += 1;
    this.in[job.state].delete(job);
    this.byId.delete(job.id);
    this.free(job);
    this.tell(job);
  }

  private end(job: MemoryJob, state: 'completed' | 'dead'): void {
    job.finishedAt = this.clock.now();
    job.finishedMs = this.clock.monotonicMs();
    job.ended = this.nextPlace();
    this.enter(job, state);
    this.free(job);
    this.tell(job);
    this.emit({ type: state, id: job.id });
  }

  /** Waits until it is due; in which state, if that is not now. */
  private hold(job: MemoryJob, state: 'delayed' | 'failed'): void {
    if (job.dueMs <= this.clock.monotonicMs()) {
      this.makeReady(job);
      return;
    }
    this.enter(job, state);
    this.agenda.add(job);
  }

  private enter(job: MemoryJob, state: JobState): void {
    this.in[job.state].delete(job);
    this.in[state].add(job);
    job.state = state;
    job.turn += 1;
  }

  private free(job: MemoryJob): void {
    const { dedupeId } = job.options;
    if (dedupeId !== undefined && this.duplicateOf(job) === job) this.unfinished.delete(dedupeKey(job.name, dedupeId));
  }

  private tell(job: MemoryJob): void {
    const waiting = this.onOver.get(job.id);
    this.onOver.delete(job.id);
    for (const settle of waiting ?? []) settle();
  }

  private emit(event: JobEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch {
        // A listener that throws affects nobody.
      }
    }
  }

  private nextPlace(): number {
    this.places += 1;
    return this.places;
  }
}

function dedupeKey(name: string, dedupeId: string): string {
  return `${JSON.stringify(name)}:${dedupeId}`;
}
