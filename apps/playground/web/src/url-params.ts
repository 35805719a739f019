import type { Composition, PortView, ScenarioView } from '../../src/contract.js';

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
