import { catalogue } from './catalogue/catalogue.js';
import { orders } from './orders/orders.js';
import type { Scenario } from './scenario.js';
import { traffic } from './traffic/traffic.js';

/** Every scenario, the default first. A new one is one line here. */
export const scenarios: readonly [Scenario, ...Scenario[]] = [catalogue, traffic, orders];

/** Finds a scenario by its name. */
export function findScenario(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.view.name === name);
}
