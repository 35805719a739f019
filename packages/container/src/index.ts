export * from './app.js';
export * from './create-app.js';
