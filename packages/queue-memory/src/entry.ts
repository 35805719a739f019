import type { MemoryJob } from './memory-job.js';

/** A job in a heap, in the place that it had when it went in. */
export interface Entry {
  readonly job: MemoryJob;
  readonly turn: number;
  readonly rank: number;
  readonly place: number;
}

export function entryOf(job: MemoryJob, rank: number): Entry {
  return { job, turn: job.turn, rank, place: job.place };
}

/** Whether the job has changed its state since: heaps forget nothing by themselves. */
export function isVoid({ job, turn }: Entry): boolean {
  return job.turn !== turn;
}

export function inOrder(a: Entry, b: Entry): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.place < b.place);
}
