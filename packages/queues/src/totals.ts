import type { JobState, JobStats } from '@infra/core';
import { sum } from './across.js';

type Counts = Readonly<Record<JobState, number>>;

const NONE: Counts = { waiting: 0, delayed: 0, active: 0, failed: 0, completed: 0, dead: 0 };

export function addCounts(all: readonly Counts[]): Counts {
  const total = { ...NONE };
  for (const counts of all) for (const state of Object.keys(NONE) as JobState[]) total[state] += counts[state];
  return total;
}

export function addStats(all: readonly JobStats[]): JobStats {
  return {
    paused: all.length > 0 && all.every(({ paused }) => paused),
    completed: sum(all.map(({ completed }) => completed)),
    died: sum(all.map(({ died }) => died)),
    oldestWaitingMs: Math.max(0, ...all.map(({ oldestWaitingMs }) => oldestWaitingMs)),
  };
}
