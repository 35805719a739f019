import type { PortLayers } from '../../../src/contract.js';
import { switchedOn } from '../../../src/layers/layer-table.js';
import { milliseconds } from '../../../src/format.js';
import { Tag } from '../ui/tag.js';

interface LayerChipsProps {
  readonly port: string;
  readonly layers: PortLayers;
  readonly onAdd: () => void;
}

/** What goes around a port, outside in, each in a word; and the way to change it. */
export function LayerChips({ port, layers, onAdd }: LayerChipsProps) {
  const on = switchedOn(layers);
  return (
    <div className="layer-chips">
      {on.map(({ layer, options }) => (
        <Tag key={layer.name} tone="accent">
          {layer.title.toLowerCase()} {gistOf(options)}
        </Tag>
      ))}
      <button type="button" className="add-layer" onClick={onAdd}>
        {on.length === 0 ? '+ layer' : 'change'}
        <span className="visually-hidden"> around {port}</span>
      </button>
    </div>
  );
}

/** The first number says the most. */
function gistOf(options: Readonly<Record<string, number>>): string {
  const [first] = Object.entries(options);
  if (first === undefined) return '';
  const [name, value] = first;
  return name === 'ms' ? milliseconds(value) : String(value);
}
