import { useMutation, useQuery } from '@tanstack/react-query';
import type { OutboxDetailView, ReplayView } from '../../../src/contract.js';
import { ask, request } from './client.js';
import { keys, queryClient } from './queries.js';

/** The outbox of the database that is in use, and what is parked in it. */
export function useOutbox(composition: string) {
  return useQuery({
    queryKey: [...keys.outbox, composition],
    queryFn: () => request<OutboxDetailView>('GET', '/outbox'),
  });
}

/** Has the relay deliver, or not. */
export function useSwitchRelay() {
  return useMutation({
    mutationFn: (run: boolean) =>
      ask(run ? '/outbox/start' : '/outbox/stop', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    onSuccess: refresh,
  });
}

/** One that is parked, or, without an id, all of them. */
export function useReplayParked() {
  return useMutation({
    mutationFn: (id: string | undefined) =>
      request<ReplayView>('POST', `/outbox/parked${id === undefined ? '' : `/${encodeURIComponent(id)}`}/replay`, {}),
    onSuccess: refresh,
  });
}

export function useForgetParked() {
  return useMutation({ mutationFn: () => request<ReplayView>('DELETE', '/outbox/parked'), onSuccess: refresh });
}

/** Only asked for again where somebody is looking. */
export function refreshOutbox(): void {
  void queryClient.invalidateQueries({ queryKey: keys.outbox });
}

function refresh(): void {
  void queryClient.invalidateQueries({ queryKey: keys.work });
  refreshOutbox();
}
