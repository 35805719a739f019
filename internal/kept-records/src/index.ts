export { deepFreeze } from './freeze.js';
export { Ring } from './ring.js';
