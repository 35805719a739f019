export { createInbox, type Inbox, type InboxOptions, type InboxWork } from './inbox.js';
export {
  createOutbox,
  type AppendedEvent,
  type NewOutboxEvent,
  type Outbox,
  type OutboxOptions,
  type OutboxPublishOptions,
} from './outbox.js';
export { createOutboxRelay, type OutboxRelay } from './outbox-relay.js';
export type { OutboxRelayOptions, RelayRetry } from './relay-options.js';
