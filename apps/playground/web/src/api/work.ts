import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { JobsView, JobView, LettersView, ReplayView, WorkView } from '../../../src/contract.js';
import { ask, request } from './client.js';
import { refreshOrders } from './orders.js';
import { refreshOutbox } from './outbox.js';
import { keys, queryClient } from './queries.js';

/** How queue and bus are doing: told over the event stream. */
export function useWork() {
  return useQuery({ queryKey: keys.work, queryFn: () => request<WorkView>('GET', '/work') });
}

/** What the server has told: whatever is shown of single jobs and letters may be another now. */
export function rememberWork(work: WorkView): void {
  queryClient.setQueryData(keys.work, work);
  refreshLists();
}

/** Only asked for again where somebody is looking. */
export function refreshLists(): void {
  void queryClient.invalidateQueries({ queryKey: keys.jobs });
  void queryClient.invalidateQueries({ queryKey: keys.letters });
  refreshOrders();
  refreshOutbox();
}

export interface JobQuery {
  readonly composition: string;
  readonly state: string | undefined;
  readonly find: string;
  readonly cursor: string | undefined;
}

/** What is shown of one search stays until the next one is there. */
export function useJobs({ composition, state, find, cursor }: JobQuery) {
  const query = new URLSearchParams({ ...(state && { state }), ...(find && { find }), ...(cursor && { cursor }) });
  return useQuery<JobsView>({
    queryKey: [...keys.jobs, composition, query.toString()],
    queryFn: () => request<JobsView>('GET', `/queue/jobs?${query}`),
    placeholderData: keepPreviousData,
  });
}

export function useJob(composition: string, id: string) {
  return useQuery({
    queryKey: [...keys.jobs, composition, 'one', id],
    queryFn: () => request<JobView>('GET', `/queue/jobs/${encodeURIComponent(id)}`),
    retry: false,
  });
}

export function useLetters(composition: string, find: string) {
  return useQuery({
    queryKey: [...keys.letters, composition, find],
    queryFn: () => request<LettersView>('GET', `/dead-letters?${new URLSearchParams({ find })}`),
    placeholderData: keepPreviousData,
  });
}

/** Pauses the queue, or has it go on. */
export function usePauseQueue() {
  return useMutation({ mutationFn: (pause: boolean) => post(pause ? '/queue/pause' : '/queue/resume') });
}

export function useRetryJob() {
  return useMutation({ mutationFn: (id: string) => post(`/queue/jobs/${encodeURIComponent(id)}/retry`) });
}

export function useRemoveJob() {
  return useMutation({
    mutationFn: async (id: string) => {
      await ask(`/queue/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
      // It is shown no more: asking for it would be asking for what is not there.
      queryClient.removeQueries({ queryKey: keys.jobs, predicate: ({ queryKey }) => queryKey.includes(id) });
      refresh();
    },
  });
}

export interface ReplayRequest {
  readonly kind: 'job' | 'event';
  readonly id: string;
  /** Absent: as it is. */
  readonly payload?: unknown;
}

export function useReplay() {
  return useMutation({
    mutationFn: ({ kind, id, ...edited }: ReplayRequest) =>
      request<ReplayView>('POST', `/dead-letters/${kind}/${encodeURIComponent(id)}/replay`, edited),
    onSuccess: refresh,
  });
}

export function useReplayAll() {
  return useMutation({ mutationFn: () => request<ReplayView>('POST', '/dead-letters/replay', {}), onSuccess: refresh });
}

export function useClearLetters() {
  return useMutation({ mutationFn: () => request<ReplayView>('DELETE', '/dead-letters'), onSuccess: refresh });
}

/** For what answers with nothing. */
async function post(path: string): Promise<void> {
  await ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  refresh();
}

function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: keys.work });
  refreshLists();
}
