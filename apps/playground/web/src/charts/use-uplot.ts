import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type RefObject } from 'react';
import uPlot from 'uplot';

export type Scheme = 'light' | 'dark';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

/**
 * A chart in an element, as wide as that is. `optionsFor` is to be the same function from one render to the next: another one is
 * another chart.
 */
export function useUplot(
  optionsFor: (scheme: Scheme) => PlotOptions,
  data: uPlot.AlignedData,
  height: number,
): RefObject<HTMLDivElement | null> {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const scheme = useComputedColorScheme('light');
  const latest = useRef(data);

  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const plot = new uPlot({ ...optionsFor(scheme), width: element.clientWidth, height }, latest.current, element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [scheme, optionsFor, height]);

  useEffect(() => {
    latest.current = data;
    chart.current?.setData(data);
  }, [data]);
  return holder;
}

/** What every axis has. */
export function axisIn(text: string): Pick<uPlot.Axis, 'stroke' | 'font' | 'ticks'> {
  return { stroke: text, font: '11px system-ui, sans-serif', ticks: { show: false } };
}
