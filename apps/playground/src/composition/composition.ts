import { createHash } from 'node:crypto';
import type { Composition } from '../contract.js';
import { layeredPorts, noLayers } from '../layers/layer-table.js';
import { layersText } from '../layers/layers-text.js';
import { eachPort, portNames, providerNames } from '../providers/registry.js';
import type { Setup } from './setup.js';

/** Every port with its default provider: embedded, so that it works on any machine. */
export const defaultComposition: Composition = eachPort((port) => providerNames(port)[0] ?? '');

/** The same, with nothing around it. */
export const defaultSetup: Setup = { composition: defaultComposition, layers: noLayers };

/** Names a composition: the same providers and layers, the same twelve characters, on every machine. */
export function hashOf({ composition, layers }: Setup): string {
  const lines = [
    ...portNames.map((port) => `${port}=${composition[port]}`),
    ...layeredPorts.map((port) => `${port}:${layersText(layers[port])}`),
  ];
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 12);
}

/** What is wrong with a composition: a provider that its port does not have. */
export function problemsOf(composition: Composition): { readonly path: string; readonly message: string }[] {
  return portNames.flatMap((port) => {
    const names = providerNames(port);
    const name = composition[port];
    return names.includes(name)
      ? []
      : [{ path: port, message: `"${name}" is no provider of ${port}; there are: ${names.join(', ')}` }];
  });
}
