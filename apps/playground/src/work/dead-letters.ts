import { ok, type AsyncResult, type DeadEvent, type DeadLetter, type IoOptions } from '@infra/core';
import type { LettersView, LetterView } from '../contract.js';
import type { BarePorts } from '../composition/start-composition.js';
import type { ShopEvents, ShopJobs } from '../shop/shop-types.js';
import { asJson, finder, gistOf } from './as-json.js';
import { failureOf } from './job-views.js';

/** As many of each kind are looked at, and as many are shown. */
const SEARCHED = 1_000;
const SHOWN = 100;

/** What died in the queue and in the groups of the bus, in one list, last died first. */
export async function findLetters(
  { queue, events }: BarePorts,
  find: string,
  { signal }: IoOptions,
): AsyncResult<LettersView> {
  const [jobs, dead] = await Promise.all([
    queue.deadLetters.list({ limit: SEARCHED, signal }),
    events.deadLetters.list({ limit: SEARCHED, signal }),
  ]);
  if (!jobs.ok) return jobs;
  if (!dead.ok) return dead;
  const all = [...jobs.value.items.map(letterOfJob), ...dead.value.items.map(letterOfEvent)];
  const matches = finder(find);
  const found = all.filter((letter) => matches(() => textOf(letter)));
  found.sort((a, b) => b.diedAt.localeCompare(a.diedAt));
  const isMore = [jobs, dead].some(({ value }) => value.nextCursor !== undefined);
  return ok({ letters: found.slice(0, SHOWN), searched: all.length, isMore: isMore || found.length > SHOWN });
}

export function letterOfJob(letter: DeadLetter<ShopJobs>): LetterView {
  const { id, name, reason, runs, failures, payload, context, createdAt, finishedAt = createdAt } = letter;
  return {
    ...{ kind: 'job', id, name, reason, runs, context, diedAt: finishedAt.toISOString() },
    ...{ failures: failures.map(failureOf), payload: asJson(payload), gist: gistOf(payload) },
  };
}

export function letterOfEvent(letter: DeadEvent<ShopEvents>): LetterView {
  const { id, type, group, reason, runs, failures, event, context, diedAt } = letter;
  return {
    ...{ kind: 'event', id, name: type, group, reason, runs, context, diedAt: diedAt.toISOString() },
    failures: failures.map(failureOf),
    ...(event === undefined ? { gist: 'can no longer be read' } : dataOf(event.data)),
  };
}

function dataOf(data: unknown): Pick<LetterView, 'payload' | 'gist'> {
  return { payload: asJson(data), gist: gistOf(data) };
}

function textOf({ id, kind, name, group = '', reason, payload }: LetterView): string {
  return `${id} ${kind} ${name} ${group} ${reason.code} ${reason.message} ${JSON.stringify(payload)}`;
}
