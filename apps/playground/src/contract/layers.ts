// Part of what server and page say to each other: the layers around ports.

/** In the order of the way, outside in. */
export type LayerName = 'observe' | 'ratelimit' | 'bulkhead' | 'total' | 'retry' | 'breaker' | 'timeout';

/** The ports whose operations can go through layers, and can be broken. */
export type LayeredPort = 'cache' | 'storage' | 'database' | 'ratelimit' | 'queue' | 'events';

/** Whole numbers by name; what is left out has its default. */
export type LayerOptions = Readonly<Record<string, number>>;

/** The layers around one port: those that are named are on. */
export type PortLayers = Readonly<Partial<Record<LayerName, LayerOptions>>>;

export type Layers = Readonly<Record<LayeredPort, PortLayers>>;

export interface LayerOptionView {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface LayerView {
  readonly name: LayerName;
  readonly title: string;
  readonly summary: string;
  readonly options: readonly LayerOptionView[];
}
