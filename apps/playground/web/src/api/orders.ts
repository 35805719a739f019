import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { OrderDetailView, OrdersView } from '../../../src/contract.js';
import { ask, request } from './client.js';
import { keys, queryClient } from './queries.js';

export interface OrderQuery {
  readonly composition: string;
  readonly status: string | undefined;
  readonly find: string;
  readonly cursor: string | undefined;
}

/** What is shown of one page stays until the next one is there. */
export function useOrders({ composition, status, find, cursor }: OrderQuery) {
  const query = new URLSearchParams({ ...(status && { status }), ...(find && { find }), ...(cursor && { cursor }) });
  return useQuery<OrdersView>({
    queryKey: [...keys.orders, composition, query.toString()],
    queryFn: () => request<OrdersView>('GET', `/orders?${query}`),
    placeholderData: keepPreviousData,
  });
}

export function useOrder(composition: string, id: string) {
  return useQuery({
    queryKey: [...keys.orders, composition, 'one', id],
    queryFn: () => request<OrderDetailView>('GET', `/orders/${encodeURIComponent(id)}`),
    retry: false,
  });
}

/** Deletes an order softly. */
export function useWithdrawOrder() {
  return useMutation({
    mutationFn: (id: string) => ask(`/orders/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: refreshOrders,
  });
}

export function useRestoreOrder() {
  return useMutation({
    mutationFn: (id: string) =>
      ask(`/orders/${encodeURIComponent(id)}/restore`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    onSuccess: refreshOrders,
  });
}

/** Only asked for again where somebody is looking. */
export function refreshOrders(): void {
  void queryClient.invalidateQueries({ queryKey: keys.orders });
}
