export { createMemoryQueue, type MemoryQueue } from './memory-queue.js';
export type { MemoryQueueOptions } from './options.js';
