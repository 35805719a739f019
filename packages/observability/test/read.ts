import type { MemoryMetrics, MemoryTracer, RecordedSpan } from '@infra/monitoring-memory';

/** What a metric has counted, by label values, such as `cache memory get ok none`; of a timer, the milliseconds. */
export function sums(metrics: MemoryMetrics, name: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    metrics.snapshots
      .read(name)
      .map(({ labels, value }) => [Object.values(labels).join(' '), name.endsWith('_seconds') ? value * 1_000 : value]),
  );
}

/** The name of the span above, if that has ended too. */
export function parentName(tracer: MemoryTracer, { parentSpanId }: RecordedSpan): string | undefined {
  return tracer.spans.find(({ spanId }) => spanId === parentSpanId)?.name;
}
