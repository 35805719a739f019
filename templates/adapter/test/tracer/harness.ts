import type { TracerHarness } from '@infra/conformance';
import { createTemplateTracer } from '../../src/tracer/index.js';

export const harness: TracerHarness = {
  make: async ({ clock } = {}) => {
    const tracer = createTemplateTracer({ clock });
    return {
      tracer,
      // Read here what the destination got, past the port: parsed, and as the very text. See packages/tracing-otel/test/harness.ts.
      spans: async () => [],
      raw: async () => '',
    };
  },
};
