import { useEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { clockTime } from '../../../src/format.js';
import { axisIn, useUplot, type PlotOptions, type Scheme } from './use-uplot.js';

const HEIGHT = 128;
/** In both schemes, as in tokens.css. */
const COLOURS = {
  light: {
    ...{ calm: '#4c6ef5', good: '#0b7f72', warn: '#b35600', bad: '#b3231f' },
    ...{ text: '#57606c', line: '#e1e5ea', shade: 'rgba(179, 35, 31, 0.09)' },
  },
  dark: {
    ...{ calm: '#6f8cff', good: '#3cc7b4', warn: '#f09a3e', bad: '#ff8c86' },
    ...{ text: '#9aa5b3', line: '#262d37', shade: 'rgba(255, 140, 134, 0.13)' },
  },
} as const;

export interface Line {
  readonly name: string;
  readonly colour: 'calm' | 'good' | 'warn' | 'bad';
  /** One for each moment; `null`: nothing to say. */
  readonly values: readonly (number | null)[];
}

export interface LinesProps {
  /** In milliseconds since 1970, rising. */
  readonly moments: readonly number[];
  readonly lines: readonly Line[];
  /** Stretches that are shaded: something was broken on purpose. */
  readonly shaded: readonly { readonly from: number; readonly to: number }[];
  /** What it is about, for who does not see it. */
  readonly label: string;
  readonly format: (value: number) => string;
  /** The top of the chart is here at least. */
  readonly least: number;
}

/** Lines over time; in a file of its own so that uPlot is loaded where it is drawn. */
export default function Lines({ moments, lines, shaded, label, format, least }: LinesProps) {
  const shades = useRef(shaded);
  useEffect(() => {
    shades.current = shaded;
  }, [shaded]);
  const data = useMemo(
    (): uPlot.AlignedData => [moments.map((at) => at / 1_000), ...lines.map(({ values }) => [...values])],
    [moments, lines],
  );
  const colours = lines.map(({ colour }) => colour).join(' ');
  const optionsFor = useMemo(
    () => (scheme: Scheme) => optionsOf(scheme, colours.split(' '), format, least, () => shades.current),
    [colours, format, least],
  );
  const holder = useUplot(optionsFor, data, HEIGHT);
  return <div className="lines" ref={holder} role="img" aria-label={label} />;
}

function optionsOf(
  scheme: Scheme,
  colours: readonly string[],
  format: (value: number) => string,
  least: number,
  shaded: () => LinesProps['shaded'],
): PlotOptions {
  const palette: Readonly<Record<string, string>> = COLOURS[scheme];
  const { text, line, shade } = COLOURS[scheme];
  const axis = axisIn(text);
  const drawShades = ({ ctx, bbox, valToPos }: uPlot): void => {
    ctx.save();
    ctx.fillStyle = shade;
    for (const { from, to } of shaded()) {
      const [left, right] = [from, to].map((at) =>
        Math.min(bbox.left + bbox.width, Math.max(bbox.left, valToPos(at / 1_000, 'x', true))),
      );
      ctx.fillRect(left ?? 0, bbox.top, (right ?? 0) - (left ?? 0), bbox.height);
    }
    ctx.restore();
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(least, max)] } },
    hooks: { drawClear: [drawShades] },
    axes: [
      {
        ...axis,
        size: 24,
        space: 76,
        grid: { show: false },
        values: (_plot, ticks) => ticks.map((tick) => clockTime(tick * 1_000)),
      },
      { ...axis, size: 52, grid: { stroke: line, width: 1 }, values: (_plot, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...colours.map((colour) => ({ stroke: palette[colour] ?? text, width: 1.75, points: { show: false } })),
    ],
  };
}
