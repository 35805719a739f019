import { useEffect } from 'react';
import type { CompositionView, PortName, PortView, ScenarioView } from '../../src/contract.js';
import type { Setup } from '../../src/composition/setup.js';
import { isLayered } from '../../src/layers/layer-table.js';
import { layersText } from '../../src/layers/layers-text.js';
import { useComposition, useRegistry } from './api/queries.js';
import { composedIn, layerParams, layersOfLink, paramsIn, scenarioIn } from './url-params.js';
import { useUrlState, type UrlState } from './url-state.js';

/** What is on the bench: what is applied, what would be, and what would be run on it. */
export interface Workbench {
  readonly ports: readonly PortView[];
  readonly scenarios: readonly ScenarioView[];
  readonly applied: CompositionView;
  /** What the link asks for. */
  readonly draft: Setup;
  readonly changed: readonly PortName[];
  readonly scenario: ScenarioView;
  readonly params: Readonly<Record<string, number>>;
  readonly url: UrlState;
}

/** `undefined` until the server has answered; throws nothing: `error` says why it did not. */
export function useWorkbench(): { readonly bench?: Workbench; readonly error?: unknown } {
  const url = useUrlState();
  const registry = useRegistry();
  const composition = useComposition();
  const bench = registry.data && composition.data ? put(registry.data, composition.data, url) : undefined;

  // Defaults included, so that a link means the same tomorrow, when the defaults may be others.
  const { set } = url;
  const spelledOut = bench && JSON.stringify(spellOut(bench));
  useEffect(() => {
    if (spelledOut !== undefined) set(JSON.parse(spelledOut) as Record<string, string>);
  }, [spelledOut, set]);

  if (bench !== undefined) return { bench };
  const error = registry.error ?? composition.error;
  return error === null ? {} : { error };
}

function put(
  { ports, scenarios }: { readonly ports: readonly PortView[]; readonly scenarios: readonly ScenarioView[] },
  applied: CompositionView,
  url: UrlState,
): Workbench | undefined {
  const draft: Setup = {
    composition: composedIn(url.values, ports, applied.composition),
    layers: layersOfLink(url.values, applied.layers),
  };
  const scenario = scenarioIn(url.values, scenarios);
  if (scenario === undefined) return undefined;
  const changed = ports.map(({ name }) => name).filter((name) => changeOf(name, draft, applied) !== undefined);
  return { ports, scenarios, applied, draft, changed, scenario, params: paramsIn(url.values, scenario), url };
}

function spellOut({ draft, scenario, params }: Workbench): Record<string, string> {
  const numbers = Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
  return {
    ...draft.composition,
    ...layerParams(draft.layers),
    scenario: scenario.name,
    ...Object.fromEntries<string>(numbers),
  };
}

/** What would change about a port, in a few words; `undefined`: nothing. */
export function changeOf(port: PortName, draft: Setup, applied: Setup): string | undefined {
  const [before, after] = [applied, draft].map(({ composition, layers }) => ({
    provider: composition[port],
    layers: isLayered(port) ? layersText(layers[port]) : '',
  }));
  if (before?.provider !== after?.provider) return `${before?.provider} → ${after?.provider}`;
  if (before?.layers === after?.layers) return undefined;
  return after?.layers === '' ? 'no layers' : after?.layers;
}
