import assert from 'node:assert/strict';
import type { InfraError, MetricLabels, MetricSample } from '@infra/core';
import type { MetricsHarness, MetricsHarnessOptions, MetricsUnderTest } from './harness.js';
import { withMetrics } from './harness.js';

/** Runs a call that has to survive whatever it is given. */
export function survives(call: () => void, what: string): void {
  assert.doesNotThrow(call, `${what}: it threw into the code that is measured`);
}

/** The one series of these labels; undefined where it is not there. Twice the same is a failure. */
export function seriesOf(
  samples: readonly MetricSample[],
  name: string,
  labels: MetricLabels = {},
): MetricSample | undefined {
  const key = keyOf(labels);
  const found = samples.filter((sample) => sample.name === name && keyOf(sample.labels) === key);
  assert.ok(found.length < 2, `${name}{${key}} is there ${found.length} times`);
  return found[0];
}

/** What a counter or gauge is for these labels: 0 where it is not there, for some providers know no series before its first value. */
export async function valueOf({ samples }: MetricsUnderTest, name: string, labels?: MetricLabels): Promise<number> {
  return seriesOf(await samples(), name, labels)?.value ?? 0;
}

/** How many values a histogram has; 0 where it is not there. */
export async function countOf({ samples }: MetricsUnderTest, name: string, labels?: MetricLabels): Promise<number> {
  return seriesOf(await samples(), name, labels)?.count ?? 0;
}

/** All series of a name. */
export async function allOf({ samples }: MetricsUnderTest, name: string): Promise<readonly MetricSample[]> {
  return (await samples()).filter((sample) => sample.name === name);
}

/** A case's body with metrics whose refusals are seen. */
export async function withReports(
  harness: MetricsHarness,
  body: (made: MetricsUnderTest, reports: readonly InfraError[]) => Promise<void>,
  options: MetricsHarnessOptions = {},
): Promise<void> {
  const reports: InfraError[] = [];
  await withMetrics(harness, (made) => body(made, reports), { ...options, onError: (error) => reports.push(error) });
}

function keyOf(labels: MetricLabels): string {
  const sorted = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(sorted);
}
