import type { OrdersView } from '../../../src/contract.js';
import type { UrlState } from '../url-state.js';
import { money, OrderStatusTag } from './order-status-tag.js';
import { PagedTable, type PagedKeys } from './paged-table.js';
import { Clock, type Column } from './pick-table.js';

const KEYS: PagedKeys = { find: 'find-order', page: 'orders-page', picked: 'order' };

const EMPTY = { none: 'No order is here. The scenario Orders places some.', noMatch: 'No order matches.' };

const COLUMNS: readonly Column[] = [
  { title: 'Status' },
  { title: 'Total', className: 'number' },
  { title: 'Version', className: 'number hide-small' },
  { title: 'Placed', className: 'nowrap hide-small' },
  { title: 'Customer', className: 'mono muted gist hide-small' },
];

/** A page of the orders, newest first; one of them is looked at beside the table. `undefined`: not there yet. */
export function OrderTable({ data, url }: { readonly data: OrdersView | undefined; readonly url: UrlState }) {
  return (
    <PagedTable
      noun="order"
      placeholder="Find by order, customer or run…"
      columns={COLUMNS}
      rows={data?.orders.map(({ id, status, total, currency, version, createdAt, customer }) => ({
        ...{ key: id, id, name: id },
        cells: [
          <OrderStatusTag key="status" status={status} />,
          money(total, currency),
          version,
          <Clock key="placed" at={createdAt} />,
          customer,
        ],
      }))}
      nextCursor={data?.nextCursor}
      isMore={data?.nextCursor !== undefined}
      empty={EMPTY}
      keys={KEYS}
      url={url}
    />
  );
}
