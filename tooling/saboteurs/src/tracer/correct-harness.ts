import type { TracerHarness } from '@infra/conformance';
import { createMemoryTracer } from '@infra/monitoring-memory';

/** A tracer without fault, for saboteurs to spoil. */
export const correctTracerHarness: TracerHarness = {
  make: async (options) => {
    const tracer = createMemoryTracer(options);
    return { tracer, spans: async () => tracer.spans, raw: async () => JSON.stringify(tracer.spans) };
  },
};
