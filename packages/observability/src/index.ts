export { createContextCarrier, withContext, withCorrelationId } from './context-carrier.js';
export { logged, type LoggedOptions, type OutcomeLevels } from './logged.js';
export { metered, type MeteredOptions } from './metered.js';
export { observe, observeAttempts, type ObserveOptions } from './observe.js';
export {
  contextOfSpan,
  extractContext,
  injectContext,
  traceContextOf,
  type ExtractOptions,
  type HeaderReader,
  type HeaderRecord,
  type HeaderWriter,
  type InjectOptions,
} from './propagation.js';
export { span } from './span.js';
export { traced, type TracedOptions } from './traced.js';
