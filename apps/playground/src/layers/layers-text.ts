import type { LayerName, LayerOptions, LayerView, PortLayers } from '../contract.js';
import { switchedOn } from './layer-table.js';

// Layers as a word in links and on the command line: `retry:attempts=5:delayMs=20,breaker`.

/** Every option said: what it means does not change with the defaults. */
export function layersText(layers: PortLayers): string {
  return switchedOn(layers)
    .map(({ layer, options }) =>
      [layer.name, ...Object.entries(options).map(([name, value]) => `${name}=${value}`)].join(':'),
    )
    .join(',');
}

export interface ReadLayers {
  readonly layers: PortLayers;
  /** What makes no sense, for people; what does is in `layers` all the same. */
  readonly problems: readonly string[];
}

/** Reads what `layersText` writes, and shorter forms of it; `known` are the layers that the port can have. */
export function layersIn(text: string, known: readonly LayerView[]): ReadLayers {
  const problems: string[] = [];
  const entries = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== 'none')
    .flatMap((word): [LayerName, LayerOptions][] => {
      const [name = '', ...options] = word.split(':');
      const layer = known.find((candidate) => candidate.name === name);
      if (layer !== undefined) return [[layer.name, optionsIn(options, layer, problems)]];
      problems.push(`there is no layer "${name}" here; there are: ${known.map((other) => other.name).join(', ')}`);
      return [];
    });
  return { layers: Object.fromEntries(entries), problems };
}

function optionsIn(words: readonly string[], layer: LayerView, problems: string[]): LayerOptions {
  const entries = words.flatMap((word): [string, number][] => {
    const [name = '', text = ''] = word.split('=');
    const option = layer.options.find((candidate) => candidate.name === name);
    if (option === undefined) {
      const names = layer.options.map((other) => other.name).join(', ') || 'none';
      problems.push(`"${name}" is no option of ${layer.name}; there are: ${names}`);
      return [];
    }
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= option.min && value <= option.max) return [[name, value]];
    problems.push(`${layer.name}:${name} must be a whole number from ${option.min} to ${option.max}, not "${text}"`);
    return [];
  });
  return Object.fromEntries(entries);
}
