import { Button } from '@mantine/core';
import type { OrdersView } from '../../../src/contract.js';
import { count } from '../../../src/format.js';
import { SearchField } from '../ui/search-field.js';
import type { UrlState } from '../url-state.js';
import { money, OrderStatusTag } from './order-status-tag.js';
import { Clock, PickTable, type Column } from './pick-table.js';

const COLUMNS: readonly Column[] = [
  { title: 'Status' },
  { title: 'Total', className: 'number' },
  { title: 'Version', className: 'number hide-small' },
  { title: 'Placed', className: 'nowrap hide-small' },
  { title: 'Customer', className: 'mono muted gist hide-small' },
];

interface OrderTableProps {
  /** `undefined`: not there yet. */
  readonly data: OrdersView | undefined;
  readonly find: string;
  readonly cursor: string | undefined;
  readonly url: UrlState;
}

/** A page of the orders, newest first; one of them is looked at beside the table. */
export function OrderTable({ data, find, cursor, url }: OrderTableProps) {
  return (
    <section className="panel job-table" aria-label="Orders">
      <div className="row files-head">
        <SearchField
          className="filter"
          label="Find an order"
          placeholder="Find by order, customer or run…"
          value={find}
          onChange={(text) => url.set({ 'find-order': text, 'orders-page': undefined })}
        />
        <span className="spacer" />
        {data !== undefined && (
          <span className="muted nowrap" role="status">
            {data.orders.length === 1 ? '1 order' : `${count(data.orders.length)} orders`}
            {data.nextCursor !== undefined && ', there are more'}
          </span>
        )}
      </div>
      {data?.orders.length === 0 && (
        <p className="muted files-note">
          {find === '' ? 'No order is here. The scenario Orders places some.' : 'No order matches.'}
        </p>
      )}
      {data !== undefined && data.orders.length > 0 && (
        <PickTable
          label="Table of the orders"
          what="Order"
          columns={COLUMNS}
          picked={url.values.get('order')}
          onPick={(order) => url.set({ order })}
          rows={data.orders.map(({ id, status, total, currency, version, createdAt, customer }) => ({
            ...{ key: id, id, name: 'order' },
            cells: [
              <OrderStatusTag key="status" status={status} />,
              money(total, currency),
              version,
              <Clock key="placed" at={createdAt} />,
              customer,
            ],
          }))}
        />
      )}
      {(data?.nextCursor !== undefined || cursor !== undefined) && (
        <div className="files-more row">
          <Button
            size="xs"
            variant="default"
            disabled={cursor === undefined}
            onClick={() => url.set({ 'orders-page': undefined })}
          >
            First page
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={data?.nextCursor === undefined}
            onClick={() => url.set({ 'orders-page': data?.nextCursor })}
          >
            Next page
          </Button>
        </div>
      )}
    </section>
  );
}
