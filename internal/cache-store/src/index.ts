export * from './store.js';
export * from './store-driver.js';
