export { DEFAULT_BUCKETS, type MetricDefinition, type MetricKind } from './definition.js';
export { MetricsFront, type FrontOptions } from './front.js';
export { limitProblem, type MetricLimits } from './limits.js';
export { cancelledError, closedError, optionError } from './errors.js';
export { OVERFLOW } from './series-table.js';
export { HistogramSeries, NumberSeries, type Series } from './series.js';
