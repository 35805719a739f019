import type { JobTiming } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import { nextTime, type JobRecord, type StoredSchedule } from '@internal/queue-rules';
import type { Copy } from '@internal/serialization';
import type { JobStore } from './job-store.js';
import { handOut, type MemoryJob } from './memory-job.js';

/** How long it takes at most until a wall clock that was moved is noticed. */
const LOOK_MS = 60_000;

interface Schedule {
  readonly id: string;
  readonly timing: JobTiming;
  readonly template: JobRecord;
  /** When it was set, on the wall clock. */
  readonly anchorMs: number;
  nextMs: number;
  /** The job for the next time, until it begins. */
  job: MemoryJob | undefined;
}

/** Schedules, each with the one job that comes next; it is followed by another when it begins. */
export class MemorySchedules {
  private readonly store: JobStore;
  private readonly byId = new Map<string, Schedule>();
  private cancelLook: (() => void) | undefined;

  constructor(store: JobStore) {
    this.store = store;
  }

  set(id: string, timing: JobTiming, template: JobRecord): void {
    const before = this.byId.get(id);
    this.remove(id);
    const now = this.now();
    // Set again by every process at its start: what has not changed keeps its time, or a busy deployer would put it off for ever.
    const isSame = before !== undefined && JSON.stringify(before.timing) === JSON.stringify(timing);
    const anchorMs = isSame ? before.anchorMs : now;
    const nextMs = isSame ? before.nextMs : (nextTime(timing, now, anchorMs) ?? Infinity);
    const schedule: Schedule = { id, timing, template, anchorMs, nextMs, job: undefined };
    this.byId.set(id, schedule);
    this.plan(schedule);
    this.look();
  }

  remove(id: string): boolean {
    const schedule = this.byId.get(id);
    if (schedule === undefined) return false;
    this.byId.delete(id);
    const { job } = schedule;
    if (job !== undefined && job.state !== 'active' && this.store.byId.has(job.id)) this.store.forget(job);
    return true;
  }

  list(): readonly StoredSchedule[] {
    return [...this.byId.values()].map(({ id, timing, template, nextMs }) => ({
      id,
      timing,
      name: template.name,
      payload: handOut(template.packed as Copy),
      options: template.options,
      nextAt: new Date(nextMs),
    }));
  }

  /** A job has begun: if it was a schedule's next one, another follows. */
  follow(job: MemoryJob): void {
    const schedule = job.scheduleId === undefined ? undefined : this.byId.get(job.scheduleId);
    if (schedule === undefined || !this.owns(job)) return;
    const next = nextTime(schedule.timing, Math.max(this.now(), schedule.nextMs), schedule.anchorMs);
    schedule.job = undefined;
    schedule.nextMs = next ?? Infinity;
    this.plan(schedule);
  }

  /** Whether it is the next job of a schedule that is there. */
  owns({ scheduleId, id }: MemoryJob): boolean {
    return scheduleId !== undefined && this.byId.get(scheduleId)?.job?.id === id;
  }

  private plan(schedule: Schedule): void {
    if (schedule.nextMs === Infinity) return;
    const id = uuidv7(this.now());
    schedule.job = this.store.add({ ...schedule.template, id }, this.dueMs(schedule), schedule.id);
  }

  /** Looks at the wall clock now and then: whoever moved it moved every schedule. */
  private look(): void {
    this.cancelLook ??= this.store.clock.schedule(LOOK_MS, () => {
      this.cancelLook = undefined;
      for (const schedule of this.byId.values()) {
        const { job } = schedule;
        const dueMs = this.dueMs(schedule);
        if (job !== undefined && Math.abs(job.dueMs - dueMs) > 1_000) this.store.postpone(job, dueMs);
      }
      if (this.byId.size > 0) this.look();
    });
  }

  private dueMs({ nextMs }: Schedule): number {
    return this.store.clock.monotonicMs() + nextMs - this.now();
  }

  private now(): number {
    return this.store.clock.now().getTime();
  }
}
