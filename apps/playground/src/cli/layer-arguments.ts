import type { Layers } from '../contract.js';
import { isLayered, layeredPorts, layersFor, noLayers } from '../layers/layer-table.js';
import { layersIn } from '../layers/layers-text.js';

type ReadArguments = { readonly ok: true; readonly layers: Layers } | { readonly ok: false; readonly problem: string };

/** Reads every `--layers port=layer,layer:option=value`. A later one for the same port wins. */
export function layersOf(texts: readonly string[]): ReadArguments {
  let layers: Layers = noLayers;
  for (const text of texts) {
    const at = text.indexOf('=');
    const port = at === -1 ? text : text.slice(0, at);
    if (!isLayered(port)) {
      return { ok: false, problem: `"${port}" has no layers; these have: ${layeredPorts.join(', ')}` };
    }
    const read = layersIn(at === -1 ? '' : text.slice(at + 1), layersFor(port));
    const [problem] = read.problems;
    if (problem !== undefined) return { ok: false, problem: `${port}: ${problem}` };
    layers = { ...layers, [port]: read.layers };
  }
  return { ok: true, layers };
}
