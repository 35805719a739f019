export { createCachedRepository, type CachedRepositoryOptions, type WithCached } from './cached-repository.js';
export type { CachedEntities } from './cached-entities.js';
export type { AnyRepository, EntityOf, IdOf } from './types.js';
