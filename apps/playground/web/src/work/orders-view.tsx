import { count } from '../../../src/format.js';
import { isOrderStatus, orderStatuses, orderStatusNames } from '../../../src/shop/order-states.js';
import { useOrders } from '../api/orders.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import type { Workbench } from '../use-workbench.js';
import { OrderDetail } from './order-detail.js';
import { OrderTable } from './order-table.js';
import { money } from './order-status-tag.js';

/** The orders in the database that is in use: how many, which, and what has become of each. */
export default function OrdersView({ bench: { applied, url } }: { readonly bench: Workbench }) {
  const wanted = url.values.get('status') ?? '';
  const status = isOrderStatus(wanted) ? wanted : undefined;
  const find = url.values.get('find-order') ?? '';
  const cursor = url.values.get('orders-page') ?? undefined;
  const { data, error } = useOrders({ composition: applied.hash, status, find, cursor });
  const id = url.values.get('order') ?? undefined;
  const revenue = Object.entries(data?.revenue ?? {}).map(([currency, minor]) => money(minor, currency));
  return (
    <div className="operate-grid">
      <section className="panel queue-panel" aria-labelledby="orders-title">
        <div className="row table-head">
          <h2 id="orders-title">
            <span className="mono">orders</span> on {applied.composition.database}
          </h2>
          <span className="muted" role="status">
            {revenue.length === 0 ? 'nothing is fulfilled yet' : `${revenue.join(' and ')} fulfilled`}
          </span>
        </div>
        {error !== null && <Failure title="The orders could not be listed" error={error} />}
        {data === undefined && error === null && <Loading what="the orders" />}
        {data !== undefined && (
          <div className="tiles order-tiles" role="group" aria-label="Orders by their status">
            {orderStatusNames.map((name) => (
              <button
                key={name}
                type="button"
                className={name === 'failed' && data.counts.failed > 0 ? 'tile tile-bad' : 'tile'}
                aria-pressed={name === status}
                onClick={() => url.set({ status: name === status ? undefined : name, 'orders-page': undefined })}
              >
                <span>{name}</span>
                <strong>{count(data.counts[name])}</strong>
                <span className="muted">{orderStatuses[name]}</span>
              </button>
            ))}
          </div>
        )}
      </section>
      <div className={id === undefined ? undefined : 'work-split'}>
        <OrderTable data={data} url={url} />
        {id !== undefined && (
          <OrderDetail
            key={id}
            composition={applied.hash}
            id={id}
            url={url}
            onClose={() => url.set({ order: undefined })}
          />
        )}
      </div>
    </div>
  );
}
