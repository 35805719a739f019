import { useMutation, useQuery } from '@tanstack/react-query';
import type { Fault, FaultPlace, FaultView } from '../../../src/contract.js';
import { request } from './client.js';
import { keys, queryClient } from './queries.js';

type Faults = readonly FaultView[];

export function useFaults() {
  return useQuery({ queryKey: keys.faults, queryFn: () => request<Faults>('GET', '/faults') });
}

export function useSetFault() {
  return useMutation({
    mutationFn: ({ port, fault }: { readonly port: FaultPlace; readonly fault: Fault }) =>
      request<Faults>('PUT', `/faults/${port}`, fault),
    onSuccess: remember,
  });
}

/** Ends the fault of a port, or all of them. */
export function useResetFaults() {
  return useMutation({
    mutationFn: (port?: FaultPlace) => request<Faults>('DELETE', port === undefined ? '/faults' : `/faults/${port}`),
    onSuccess: remember,
  });
}

function remember(faults: Faults): void {
  queryClient.setQueryData(keys.faults, faults);
}
