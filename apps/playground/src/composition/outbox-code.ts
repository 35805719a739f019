import type { ServiceCode } from '../contract.js';

/** What the copied file has of a database, a bus and a logger together: events leave the database, and have their effects in it, once. */
export const outboxCode: readonly ServiceCode[] = [
  {
    name: 'outbox',
    needs: ['outboxStore'],
    imports: { '@infra/outbox': ['createOutbox'] },
    make: 'createOutbox<Events>({ store: outboxStore })',
  },
  {
    name: 'inbox',
    needs: ['inboxStore', 'transactions'],
    imports: { '@infra/outbox': ['createInbox'] },
    make: 'createInbox({ store: inboxStore, transactions })',
  },
  {
    name: 'relay',
    needs: ['outboxStore', 'events', 'logger'],
    imports: { '@infra/outbox': ['createOutboxRelay'] },
    make: [
      'createOutboxRelay({',
      '  store: outboxStore,',
      '  bus: events,',
      "  onError: (error) => logger.warn('relay', { error }),",
      '})',
    ].join('\n'),
  },
];
