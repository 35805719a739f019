export { createUnitOfWork, type UnitRepositories } from './create-unit-of-work.js';
export type { EntityFields, UnitOfWorkOptions } from './options.js';
