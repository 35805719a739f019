import { useMemo } from 'react';
import uPlot from 'uplot';
import type { Span } from '../../../src/contract.js';
import { count, milliseconds } from '../../../src/format.js';
import { axisIn, useUplot, type PlotOptions, type Scheme } from '../charts/use-uplot.js';
import { bucketsOf } from './buckets.js';

const HEIGHT = 116;
/** uPlot says it by a const enum, which exists for the compiler only: top, right, bottom, left. */
const RIGHT: number = 1;
const isSide = (value: number): value is uPlot.Axis.Side => value >= 0 && value <= 3;
const COLOURS = {
  light: { calls: '#4c6ef5', latency: '#b35600', text: '#57606c', line: '#e1e5ea' },
  dark: { calls: '#6f8cff', latency: '#f09a3e', text: '#9aa5b3', line: '#262d37' },
} as const;

/** The chart itself, in a file of its own so that uPlot is loaded where it is drawn. */
export default function Plot({ spans, durationMs }: { readonly spans: readonly Span[]; readonly durationMs: number }) {
  const data = useMemo((): uPlot.AlignedData => {
    const { seconds, calls, p95Ms } = bucketsOf(spans, durationMs);
    return [[...seconds], [...calls], [...p95Ms]];
  }, [spans, durationMs]);
  const holder = useUplot(optionsFor, data, HEIGHT);
  const most = Math.max(0, ...(data[1] ?? []).map((value) => value ?? 0));
  const slowest = Math.max(0, ...(data[2] ?? []).map((value) => value ?? 0));
  const label = `Calls over ${milliseconds(durationMs)}: at most ${count(most)} in one stretch, p95 at most ${milliseconds(slowest)}`;
  return <div className="plot" ref={holder} role="img" aria-label={label} />;
}

function optionsFor(scheme: Scheme): PlotOptions {
  const { calls, latency, text, line } = COLOURS[scheme];
  const axis = axisIn(text);
  const bars = uPlot.paths.bars?.({ size: [0.82, 24] });
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 0, 0, 0],
    scales: {
      x: { time: false },
      calls: { range: (_plot, _min, max) => [0, Math.max(1, max)] },
      latency: { range: (_plot, _min, max) => [0, Math.max(0.1, max)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map((tick) => milliseconds(tick * 1_000)),
      },
      {
        ...axis,
        scale: 'calls',
        size: 46,
        grid: { stroke: line, width: 1 },
        values: (_plot, ticks) => ticks.map(count),
      },
      {
        ...axis,
        scale: 'latency',
        ...(isSide(RIGHT) && { side: RIGHT }),
        size: 58,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map(milliseconds),
      },
    ],
    series: [
      {},
      { scale: 'calls', fill: calls, stroke: calls, width: 0, points: { show: false }, ...(bars && { paths: bars }) },
      { scale: 'latency', stroke: latency, width: 2, spanGaps: true, points: { show: false } },
    ],
  };
}
