import type { Composition, Layers, PortView, ScenarioView } from '../../src/contract.js';
import { eachLayered, layeredPorts, layersFor } from '../../src/layers/layer-table.js';
import { layersIn, layersText } from '../../src/layers/layers-text.js';

/** The composition that the link asks for; a port that it does not name, or names wrongly, stays as it is. */
export function composedIn(values: URLSearchParams, ports: readonly PortView[], applied: Composition): Composition {
  const chosen = ports.map(({ name, providers }): [string, string] => {
    const wanted = values.get(name);
    return [name, providers.find((provider) => provider.name === wanted)?.name ?? applied[name]];
  });
  return { ...applied, ...Object.fromEntries<string>(chosen) };
}

/** The params that the link asks for, within their limits; else the defaults. */
export function paramsIn(values: URLSearchParams, scenario: ScenarioView): Readonly<Record<string, number>> {
  return Object.fromEntries(
    scenario.params.map(({ name, min, max, default: fallback }) => {
      const text = values.get(name) ?? '';
      const value = /^\d+$/.test(text) ? Number(text) : fallback;
      return [name, Math.min(max, Math.max(min, value))];
    }),
  );
}

/** The scenario that the link asks for; else the first one. */
export function scenarioIn(values: URLSearchParams, scenarios: readonly ScenarioView[]): ScenarioView | undefined {
  return scenarios.find(({ name }) => name === values.get('scenario')) ?? scenarios[0];
}

/** The layers that the link asks for; a port that it does not name keeps those that are applied. */
export function layersOfLink(values: URLSearchParams, applied: Layers): Layers {
  return eachLayered((port) => {
    const text = values.get(`layers.${port}`);
    return text === null ? applied[port] : layersIn(text, layersFor(port)).layers;
  });
}

/** The same as a link has it, every option said. */
export function layerParams(layers: Layers): Readonly<Record<string, string>> {
  return Object.fromEntries(layeredPorts.map((port) => [`layers.${port}`, layersText(layers[port]) || 'none']));
}
