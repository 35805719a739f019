import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import type { AuditView } from '../../../src/contract.js';
import { useOrder, useRestoreOrder, useWithdrawOrder } from '../api/orders.js';
import { ConfirmButton } from '../ui/confirm-button.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { Tag } from '../ui/tag.js';
import type { UrlState } from '../url-state.js';
import { money, OrderStatusTag } from './order-status-tag.js';
import { Clock } from './pick-table.js';

interface OrderDetailProps {
  readonly composition: string;
  readonly id: string;
  readonly url: UrlState;
  readonly onClose: () => void;
}

/** One order: what it is, what has become of it and by whom; it can be withdrawn, and comes back. */
export function OrderDetail({ composition, id, url, onClose }: OrderDetailProps) {
  const { data, error } = useOrder(composition, id);
  const withdraw = useWithdrawOrder();
  const restore = useRestoreOrder();
  const failed = withdraw.error ?? restore.error;
  const order = data?.order;
  return (
    <aside className="panel work-detail" aria-label="The order">
      <div className="row">
        <h2 className="mono ellipsis">{id}</h2>
        {order !== undefined && <OrderStatusTag {...order} />}
        <span className="spacer" />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the order" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </ActionIcon>
      </div>
      {error !== null && <Failure title="The order could not be shown" error={error} />}
      {data === undefined && error === null && <Loading what="the order" />}
      {data !== undefined && order !== undefined && (
        <>
          <div className="row wrap">
            {order.deletedAt === undefined ? (
              <ConfirmButton
                text="Withdraw"
                sure="Really withdraw"
                loading={withdraw.isPending}
                onConfirm={() => withdraw.mutate(id)}
              />
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                loading={restore.isPending}
                onClick={() => restore.mutate(id)}
              >
                Restore
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => url.set({ view: 'queue', 'find-job': id, state: undefined, job: undefined })}
            >
              To its jobs
            </Button>
          </div>
          {failed !== null && <Failure title="The order is as it was" error={failed} />}
          {order.failure !== undefined && <p>{order.failure}</p>}
          <dl className="facts">
            <dt>Customer</dt>
            <dd className="mono">{order.customer}</dd>
            <dt>Total</dt>
            <dd>
              {money(order.total, order.currency)}, {order.items === 1 ? '1 item' : `${order.items} items`}
            </dd>
            <dt>Version</dt>
            <dd>{order.version}</dd>
            <dt>Parcel</dt>
            <dd className="mono">{order.parcel ?? '–'}</dd>
            <dt>Run</dt>
            <dd className="mono">{order.run}</dd>
          </dl>
          <section aria-label="Audit trail">
            <h3>Audit trail</h3>
            <ol className="work-lines">
              {data.trail.map((entry, index) => (
                <Change key={index} entry={entry} />
              ))}
            </ol>
          </section>
        </>
      )}
    </aside>
  );
}

function Change({ entry: { action, at, actor, changes } }: { readonly entry: AuditView }) {
  const told = action === 'create' ? changes.filter(({ field }) => field === 'status' || field === 'total') : changes;
  return (
    <li>
      <Clock at={at} /> <Tag>{action}</Tag> {actor !== undefined && <span className="mono">{actor}</span>}
      {told.map(({ field, before, after }) => (
        <div key={field} className="muted mono">
          {field}: {before === '' ? '' : `${before} → `}
          {after === '' ? 'none' : after}
        </div>
      ))}
    </li>
  );
}
