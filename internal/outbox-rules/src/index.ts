export type { InboxDriver, OutboxDriver, Packed, Statement } from './driver.js';
export { createInboxFront } from './inbox-front.js';
export { createOutboxFront } from './outbox-front.js';
export type { StoreParts } from './parts.js';
