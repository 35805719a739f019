export { idempotent, type IdempotentOptions } from './idempotent.js';
