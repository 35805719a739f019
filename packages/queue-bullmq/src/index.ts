export { createBullmqQueue, type BullmqQueue } from './bullmq-queue.js';
export type { BullmqQueueOptions } from './options.js';
