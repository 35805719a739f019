// Part of what server and page say to each other: queues, streams, and what died in them.

import type { EventGroup, InfraErrorJson, JobFailure, JobState } from '@infra/core';

/** The handlers of the shop, which work as long as a composition is applied: who takes it from where. */
export type HandlerName =
  | 'queue:fulfil'
  | 'queue:notification.send'
  | 'queue:notification.batch'
  | 'queue:email.send'
  | 'events:fulfilment'
  | 'events:notifications'
  | 'events:audit';

/** Why something cannot be said now. */
export interface WorkProblem {
  readonly code: string;
  readonly message: string;
}

export interface QueueView {
  readonly provider: string;
  readonly name: string;
  readonly paused: boolean;
  readonly counts: Readonly<Record<JobState, number>>;
  /** Since the queue is there, over all processes. */
  readonly completed: number;
  readonly died: number;
  /** How long the job that waits longest has been there, in milliseconds; 0: none waits. */
  readonly oldestWaitingMs: number;
  readonly problem?: WorkProblem;
}

export interface StreamsView {
  readonly provider: string;
  /** By name and pattern. */
  readonly groups: readonly EventGroup[];
  /** Dead letters of all groups; of very many only so much is counted, and `isMore` says that there are more. */
  readonly dead: number;
  readonly isMore: boolean;
  readonly problem?: WorkProblem;
}

/** Events that are on their way out of the database. */
export interface OutboxView {
  readonly provider: string;
  /** Whether the relay of this process delivers. */
  readonly running: boolean;
  readonly pending: number;
  /** With a relay. */
  readonly claimed: number;
  /** Given up, until somebody replays them. */
  readonly parked: number;
  /** How long the oldest has waited that is not delivered, in milliseconds; 0: none waits. */
  readonly oldestPendingMs: number;
  readonly problem?: WorkProblem;
}

/** An event that the bus has refused for good. */
export interface ParkedView {
  readonly id: string;
  readonly type: string;
  readonly key?: string;
  /** ISO 8601. */
  readonly parkedAt: string;
  readonly attempts: number;
  readonly reason: InfraErrorJson;
  /** The beginning of its data, as text. */
  readonly gist: string;
}

/** `GET /api/outbox`: how it is, and what is parked, last parked first. */
export interface OutboxDetailView {
  readonly outbox: OutboxView;
  readonly parked: readonly ParkedView[];
  /** Whether there are more than these. */
  readonly isMore: boolean;
}

/** `GET /api/work`, and what is new since. */
export interface WorkView {
  /** When it was looked at, in milliseconds since 1970. */
  readonly at: number;
  readonly queue: QueueView;
  readonly streams: StreamsView;
  readonly outbox: OutboxView;
}

/** A job in a list. */
export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly runs: number;
  readonly attempts: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The beginning of its payload, as text. */
  readonly gist: string;
}

/** `GET /api/queue/jobs?state=&find=&cursor=` */
export interface JobsView {
  readonly jobs: readonly JobRow[];
  /** How many were looked at. */
  readonly searched: number;
  /** Whether there are jobs that were not looked at, or too many to show. */
  readonly isMore: boolean;
  /** Of one state, where nothing is searched for: the next page. */
  readonly nextCursor?: string;
}

/** A failed attempt, with times as text. */
export interface FailureView extends Omit<JobFailure, 'at'> {
  /** ISO 8601. */
  readonly at: string;
}

/** `GET /api/queue/jobs/:id` */
export interface JobView extends JobRow {
  readonly priority: number;
  /** As JSON; what JSON cannot hold is text. */
  readonly payload: unknown;
  readonly failures: readonly FailureView[];
  readonly logs: readonly string[];
  readonly progress?: unknown;
  readonly result?: unknown;
  readonly runAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly dedupeId?: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Something that failed for good: a job, or an event in one group. */
export interface LetterView {
  readonly kind: 'job' | 'event';
  readonly id: string;
  /** The job's name, or the event's type. */
  readonly name: string;
  /** Of an event: who failed it. */
  readonly group?: string;
  /** ISO 8601. */
  readonly diedAt: string;
  readonly reason: InfraErrorJson;
  readonly runs: number;
  readonly failures: readonly FailureView[];
  /** As JSON. Absent: what was stored can no longer be read. */
  readonly payload?: unknown;
  readonly gist: string;
  readonly context: Readonly<Record<string, string>>;
}

/** `GET /api/dead-letters?find=` */
export interface LettersView {
  /** Last died first. */
  readonly letters: readonly LetterView[];
  readonly searched: number;
  readonly isMore: boolean;
}

/** What replaying one with another payload, or all, came to. */
export interface ReplayView {
  /** What was delivered again, or for the first time. */
  readonly replayed: number;
  /** Of an edited payload: the new job or event. */
  readonly id?: string;
}
