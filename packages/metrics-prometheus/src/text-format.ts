import { HistogramSeries, NumberSeries, type MetricDefinition, type Series } from '@internal/metric-rules';

// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details, written as prom-client writes it.

/** What stands above the series of a metric. */
export function headOf({ name, description, kind }: MetricDefinition): string {
  return `# HELP ${name} ${escape(description)}\n# TYPE ${name} ${kind}`;
}

/**
 * Makes what writes the series of a metric: all lines of one at once, so that they are of one moment.
 *
 * @param defaults labels that each series has beside its own, which come first
 */
export function seriesWriter(
  { name, labelNames, buckets }: MetricDefinition,
  defaults: Readonly<Record<string, unknown>>,
): (series: Series) => string {
  const more = Object.keys(defaults).filter((label) => !labelNames.includes(label));
  const start = more.map((label) => `${label}="${escapeValue(String(defaults[label]))}"`).join(',');
  const bucketStarts = [...buckets, '+Inf'].map((bound) => `${name}_bucket{le="${bound}"`);
  return (series) => {
    const labels = labelsOf(series, start);
    const set = labels === '' ? '' : `{${labels}}`;
    if (series instanceof NumberSeries) return `${name}${set} ${series.value}`;
    if (!(series instanceof HistogramSeries)) return '';
    const afterBound = labels === '' ? '} ' : `,${labels}} `;
    // Joined here: strings that are only linked would all be put together at the end, in one turn of the event loop.
    const pieces: (string | number)[] = [];
    let count = 0;
    for (let at = 0; at < series.counts.length; at += 1) {
      count += series.counts[at] ?? 0;
      pieces.push(bucketStarts[at] ?? '', afterBound, count, '\n');
    }
    pieces.push(name, '_sum', set, ' ', series.sum, '\n', name, '_count', set, ' ', series.count);
    return pieces.join('');
  };
}

function labelsOf({ labels }: Series, start: string): string {
  let text = start;
  for (const name of Object.keys(labels)) {
    text += `${text === '' ? '' : ','}${name}="${escapeValue(labels[name] ?? '')}"`;
  }
  return text;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

const SPECIAL = /[\\\n"]/;

function escapeValue(value: string): string {
  return SPECIAL.test(value) ? escape(value).replaceAll('"', '\\"') : value;
}
