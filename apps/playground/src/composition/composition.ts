import { createHash } from 'node:crypto';
import type { Composition } from '../contract.js';
import { eachPort, portNames, providerNames } from '../providers/registry.js';

/** Every port with its default provider: embedded, so that it works on any machine. */
export const defaultComposition: Composition = eachPort((port) => providerNames(port)[0] ?? '');

/** Names a composition: the same providers, the same twelve characters, on every machine. */
export function hashOf(composition: Composition): string {
  const text = portNames.map((port) => `${port}=${composition[port]}`).join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
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
