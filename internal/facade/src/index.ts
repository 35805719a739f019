export { createFacade, type KnownClasses, type Replacement } from './facade.js';
