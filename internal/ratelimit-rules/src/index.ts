export * from './allowance.js';
export * from './errors.js';
export * from './front.js';
export * from './rate-problem.js';
