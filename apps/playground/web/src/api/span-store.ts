import { useEffect, useSyncExternalStore } from 'react';
import type { Span } from '../../../src/contract.js';
import { inOrder } from '../run/filter-spans.js';
import { request } from './client.js';

const EMPTY: readonly Span[] = [];

interface Entry {
  /** In the order of the list. A new array after every change. */
  spans: readonly Span[];
  readonly byIndex: Map<number, Span>;
  fetched: boolean;
}

const entries = new Map<string, Entry>();
const listeners = new Set<() => void>();

function entryOf(run: string): Entry {
  const known = entries.get(run);
  if (known !== undefined) return known;
  const entry: Entry = { spans: EMPTY, byIndex: new Map(), fetched: false };
  entries.set(run, entry);
  return entry;
}

/** Adds spans that were fetched or have just happened; the same one twice is one, and the one that has ended wins. */
export function mergeSpans(run: string, spans: readonly Span[]): void {
  const entry = entryOf(run);
  for (const span of spans) {
    const known = entry.byIndex.get(span.i);
    if (known === undefined || known.durUs === null) entry.byIndex.set(span.i, span);
  }
  entry.spans = inOrder(entry.byIndex.values());
  for (const listener of listeners) listener();
}

/** What has been missed has to be fetched again. */
export function forgetSpans(): void {
  for (const entry of entries.values()) entry.fetched = false;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The spans of a run, fetched once and then followed. */
export function useSpans(run: string | undefined): readonly Span[] {
  const spans = useSyncExternalStore(subscribe, () => (run === undefined ? EMPTY : entryOf(run).spans));
  const fetched = useSyncExternalStore(subscribe, () => run === undefined || entryOf(run).fetched);
  useEffect(() => {
    if (run === undefined || fetched) return;
    entryOf(run).fetched = true;
    request<readonly Span[]>('GET', `/runs/${run}/spans`).then(
      (all) => mergeSpans(run, all),
      // A run that is not remembered has none; the page says so where it shows the run.
      () => undefined,
    );
  }, [run, fetched]);
  return spans;
}
