import type { ErrorTracker, Metrics, PortSpec, Tracer } from '@infra/core';
import { definePort } from '../define-port.js';

/** Measuring is synchronous and cannot fail: only reading is an operation. */
export const metricsSpec: PortSpec<Metrics> = definePort<Metrics>('metrics', {
  exposition: { render: { optionsAt: 0, idempotent: true } },
});

export const tracerSpec: PortSpec<Tracer> = definePort<Tracer>('tracer', {
  flush: { optionsAt: 0, idempotent: true },
});

export const errorTrackerSpec: PortSpec<ErrorTracker> = definePort<ErrorTracker>('errortracker', {
  flush: { optionsAt: 0, idempotent: true },
});
