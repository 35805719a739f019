export { createQueueManager } from './create-queue-manager.js';
export type { QueueManagerOptions } from './options.js';
export type {
  OverQueues,
  QueueLetterPage,
  QueueLetters,
  QueueManager,
  QueuesHealth,
  QueueWorkers,
  StartOptions,
} from './queue-manager.js';
export type {
  AnyQueue,
  ByQueue,
  Died,
  FoundJob,
  JobsOf,
  Numbers,
  QueueHandlers,
  QueueLetter,
  QueueName,
  Queues,
  QueueSchedule,
  Readings,
  Totals,
} from './queues.js';
