import type { OrderStatus } from '../contract.js';

/** Every status of an order, with what it means; the record is what makes the compiler name a forgotten one. */
export const orderStatuses: Readonly<Record<OrderStatus, string>> = {
  placed: 'waits for its job',
  shipped: 'the parcel has left',
  fulfilled: 'the customer is told',
  failed: 'its job is dead',
};

export function isOrderStatus(name: string): name is OrderStatus {
  return Object.hasOwn(orderStatuses, name);
}

/** In the order of an order's life. */
export const orderStatusNames: readonly OrderStatus[] = Object.keys(orderStatuses).filter(isOrderStatus);
