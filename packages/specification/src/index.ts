export { and, not, or } from './compose.js';
export { compile, isSatisfiedBy } from './satisfied.js';
