import type { LayeredPort, LayerName, LayerOptionView, LayerView, PortLayers } from '../contract.js';

const ms = (name: string, title: string, fallback: number, max = 60_000): LayerOptionView => ({
  ...{ name, title, unit: 'ms', default: fallback, min: 1, max },
});
const number = (name: string, title: string, unit: string, fallback: number, range: readonly [number, number]) => ({
  ...{ name, title, unit, default: fallback, min: range[0], max: range[1] },
});

/** Every layer that can be switched on, in the order of the way, outside in: that of `pipeline` in `@infra/resilience`. */
export const layerTable: readonly LayerView[] = [
  {
    name: 'observe',
    title: 'Observe',
    summary: 'A log line, metrics and a span of each call, through the ports logger, metrics and tracer.',
    options: [],
  },
  {
    name: 'ratelimit',
    title: 'Rate limit',
    summary: 'Refuses at once what is over the limit, which the provider of the port ratelimit counts.',
    options: [number('limit', 'Calls', '', 500, [1, 100_000]), ms('windowMs', 'in', 1_000, 3_600_000)],
  },
  {
    name: 'bulkhead',
    title: 'Bulkhead',
    summary: 'So many calls at a time; some more wait in line, the rest is refused.',
    options: [
      number('concurrent', 'At a time', 'calls', 16, [1, 10_000]),
      number('queue', 'In line', 'calls', 100, [0, 100_000]),
    ],
  },
  {
    name: 'total',
    title: 'Total time-out',
    summary: 'Bounds all attempts and the waits between them together.',
    options: [ms('ms', 'After', 2_000)],
  },
  {
    name: 'retry',
    title: 'Retry',
    summary: 'Again what failed, may succeed and is the same done twice; waits grow, with full jitter, under a budget.',
    options: [number('attempts', 'Attempts', '', 3, [1, 10]), ms('delayMs', 'First wait up to', 50)],
  },
  {
    name: 'breaker',
    title: 'Circuit breaker',
    summary: 'After failures in a row it answers at once in place of the provider, and tries it again later.',
    options: [number('failures', 'Failures in a row', '', 5, [1, 1_000]), ms('openMs', 'Open for', 5_000)],
  },
  {
    name: 'timeout',
    title: 'Attempt time-out',
    summary: 'Bounds each attempt, and tells the adapter to give up.',
    options: [ms('ms', 'After', 500)],
  },
];

/** The ports that can have layers. The limiter has no limit of its own. */
export const layeredPorts: readonly LayeredPort[] = ['cache', 'storage', 'database', 'ratelimit', 'queue', 'events'];

export function isLayered(port: string): port is LayeredPort {
  return layeredPorts.some((name) => name === port);
}

/** The layers that a port can have, outside in; none where it has no operations that fail. */
export function layersFor(port: string): readonly LayerView[] {
  if (!isLayered(port)) return [];
  return layerTable.filter(({ name }) => port !== 'ratelimit' || name !== 'ratelimit');
}

/** Something for each port that can have layers. */
export function eachLayered<T>(make: (port: LayeredPort) => T): Record<LayeredPort, T> {
  return {
    cache: make('cache'),
    storage: make('storage'),
    database: make('database'),
    ratelimit: make('ratelimit'),
    queue: make('queue'),
    events: make('events'),
  };
}

/** Nothing around any port. */
export const noLayers: Record<LayeredPort, PortLayers> = eachLayered(() => ({}));

/** The layers that are on, outside in, with every option. */
export function switchedOn(layers: PortLayers): readonly { readonly layer: LayerView; readonly options: Options }[] {
  return layerTable.flatMap((layer) => {
    const chosen = layers[layer.name];
    return chosen === undefined ? [] : [{ layer, options: withDefaults(layer, chosen) }];
  });
}

type Options = Readonly<Record<string, number>>;

/** Every option of a layer, in its order. */
export function withDefaults({ options }: LayerView, chosen: Options = {}): Options {
  return Object.fromEntries(options.map(({ name, default: fallback }) => [name, chosen[name] ?? fallback]));
}

/** The same layers with every option said, in their order: equal ones have equal texts. */
export function spelledOut(layers: PortLayers): PortLayers {
  const entries = switchedOn(layers).map(({ layer, options }): [LayerName, Options] => [layer.name, options]);
  return Object.fromEntries(entries);
}
