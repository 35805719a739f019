import { useEffect, useSyncExternalStore } from 'react';
import type { LiveEvent, Snapshot } from '../../../src/contract.js';
import { rememberHappening, rememberTick } from './operate-store.js';
import { rememberLines, tailOf } from './log-store.js';
import { keys, queryClient, rememberRun } from './queries.js';
import { forgetSpans, mergeSpans } from './span-store.js';
import { rememberWork } from './work.js';

/** After an answer that is no stream, an EventSource gives up for good; a new one is made after this, in milliseconds. */
const TRY_AGAIN_MS = 1_500;

let connected = false;
const listeners = new Set<() => void>();

function setConnected(value: boolean): void {
  if (connected === value) return;
  connected = value;
  for (const listener of listeners) listener();
}

/** Whether events arrive. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connected,
  );
}

/** Follows the server: the one stream of this tab. */
export function useLiveEvents(): void {
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: number | undefined;
    const connect = (): void => {
      source = new EventSource('/api/events');
      source.addEventListener('open', () => setConnected(true));
      source.addEventListener('batch', ({ data }: MessageEvent<string>) => {
        for (const event of JSON.parse(data) as readonly LiveEvent[]) apply(event);
      });
      source.addEventListener('reset', ({ data }: MessageEvent<string>) => reset(JSON.parse(data) as Snapshot));
      source.addEventListener('error', () => {
        setConnected(false);
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = window.setTimeout(connect, TRY_AGAIN_MS);
      });
    };
    connect();
    return () => {
      window.clearTimeout(timer);
      source?.close();
    };
  }, []);
}

function apply(event: LiveEvent): void {
  if (event.type === 'run') {
    rememberRun(event.run);
    // Only asked for again where somebody is looking at it.
    void queryClient.invalidateQueries({ queryKey: keys.log(event.run.id) });
  } else if (event.type === 'spans') mergeSpans(event.run, event.spans);
  else if (event.type === 'composition') queryClient.setQueryData(keys.composition, event.composition);
  else if (event.type === 'faults') queryClient.setQueryData(keys.faults, event.faults);
  else if (event.type === 'operate') rememberTick(event.tick);
  else if (event.type === 'work') rememberWork(event.work);
  else if (event.type === 'happening') rememberHappening(event.happening);
  else rememberLines(event.log);
}

function reset({ composition, runs, faults, operate, log, work }: Snapshot): void {
  queryClient.setQueryData(keys.composition, composition);
  queryClient.setQueryData(keys.runs, runs);
  queryClient.setQueryData(keys.faults, faults);
  queryClient.setQueryData(keys.operate, operate);
  queryClient.setQueryData(keys.tail, tailOf(log));
  rememberWork(work);
  forgetSpans();
  void queryClient.invalidateQueries({ queryKey: keys.logs });
}
