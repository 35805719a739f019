import type { Lifecycle, Tracer } from '@infra/core';
import { createMemoryTracer } from '@infra/monitoring-memory';
import { createOtelTracer } from '@infra/tracing-otel';
import { otlpEndpoint, otlpNeed } from './otlp-need.js';
import type { Port } from './provider.js';

/** As it is called where its spans are looked at. */
const SERVICE = 'infra-playground';

export const tracerPort: Port<Tracer & Lifecycle> = {
  title: 'Tracer',
  group: 'Observability',
  summary: 'Spans, and which one is active. Fed by ports that have the layer observe.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary: 'Stays in this process, for tests to read: the latest 10,000 spans.',
      package: '@infra/monitoring-memory',
      code: { factory: 'createMemoryTracer' },
      make: ({ onError }) => createMemoryTracer({ onError }),
    },
    {
      name: 'otel',
      title: 'OpenTelemetry',
      summary: 'To any collector that speaks OTLP over HTTP. One that is gone costs spans, never a call.',
      package: '@infra/tracing-otel',
      code: {
        factory: 'createOtelTracer',
        options: "{ endpoint: env('OTEL_EXPORTER_OTLP_ENDPOINT'), serviceName: 'my-service' }",
        peers: ['@opentelemetry/api@1.9'],
      },
      need: otlpNeed,
      make({ onError }) {
        const endpoint = otlpEndpoint(process.env);
        if (endpoint === undefined) throw new Error('OTEL_EXPORTER_OTLP_ENDPOINT is not set: it says where spans go');
        return createOtelTracer({ endpoint, serviceName: SERVICE, onError });
      },
    },
  ],
};
