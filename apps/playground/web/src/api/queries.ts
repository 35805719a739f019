import { QueryClient, useMutation, useQuery } from '@tanstack/react-query';
import type { CompositionView, LogView, Registry, RunView } from '../../../src/contract.js';
import type { Setup } from '../../../src/composition/setup.js';
import { request } from './client.js';

/** What changes is told over the event stream; nothing is asked for again only because time has passed. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, retry: 1, refetchOnWindowFocus: false } },
});

export const keys = {
  registry: ['registry'],
  composition: ['composition'],
  runs: ['runs'],
  logs: ['log'],
  log: (run: string) => ['log', run],
  faults: ['faults'],
  operate: ['operate'],
  tail: ['tail'],
  work: ['work'],
  jobs: ['jobs'],
  letters: ['letters'],
  orders: ['orders'],
  outbox: ['outbox'],
} as const;

export function useRegistry() {
  return useQuery({ queryKey: keys.registry, queryFn: () => request<Registry>('GET', '/ports') });
}

export function useComposition() {
  return useQuery({ queryKey: keys.composition, queryFn: () => request<CompositionView>('GET', '/composition') });
}

/** Newest first. */
export function useRuns() {
  return useQuery({ queryKey: keys.runs, queryFn: () => request<readonly RunView[]>('GET', '/runs') });
}

/** What a run has logged. */
export function useRunLog(run: string) {
  return useQuery({ queryKey: keys.log(run), queryFn: () => request<LogView>('GET', `/runs/${run}/log`) });
}

/** Puts a run into the list, in place of what was known of it. */
export function rememberRun(run: RunView): void {
  queryClient.setQueryData<readonly RunView[]>(keys.runs, (runs = []) => {
    const known = runs.find(({ id }) => id === run.id);
    if (known === undefined) return [run, ...runs];
    // An answer may arrive after an event that is newer than it.
    return known.status === 'running' ? runs.map((other) => (other === known ? run : other)) : runs;
  });
}

export function useApply() {
  return useMutation({
    mutationFn: ({ composition, layers }: Setup) =>
      request<CompositionView>('PUT', '/composition', { ...composition, layers }),
    onSuccess(view) {
      queryClient.setQueryData(keys.composition, view);
      // What a provider needs may be there now: a server that was fetched.
      void queryClient.invalidateQueries({ queryKey: keys.registry });
    },
  });
}

export interface RunRequest {
  readonly scenario: string;
  readonly params: Readonly<Record<string, number>>;
}

export function useStartRun() {
  return useMutation({
    mutationKey: ['start-run'],
    mutationFn: (run: RunRequest) => request<RunView>('POST', '/runs', run),
    onSuccess: rememberRun,
  });
}

export function useCancelRun() {
  return useMutation({ mutationFn: (id: string) => request<RunView>('POST', `/runs/${id}/cancel`, {}) });
}
