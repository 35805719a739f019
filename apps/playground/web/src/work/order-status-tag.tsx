import type { OrderView } from '../../../src/contract.js';
import { Tag, type Tone } from '../ui/tag.js';

const TONES: Readonly<Record<OrderView['status'], Tone>> = {
  ...{ placed: 'neutral', shipped: 'accent', fulfilled: 'good', failed: 'bad' },
};

/** How far an order is, in its colour. */
export function OrderStatusTag({ status, deletedAt }: Pick<OrderView, 'status' | 'deletedAt'>) {
  return deletedAt === undefined ? <Tag tone={TONES[status]}>{status}</Tag> : <Tag tone="warn">withdrawn</Tag>;
}

/** Money as people write it, whatever the smallest unit of its currency is. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}
