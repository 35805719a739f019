export { createMemoryEventBus, type MemoryEventBus } from './memory-event-bus.js';
export type { MemoryEventBusOptions } from './options.js';
