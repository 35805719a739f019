import { Switch } from '@mantine/core';
import type { LayerView, PortLayers, PortView } from '../../../src/contract.js';
import { adviceOn } from '../../../src/layers/advice.js';
import { spelledOut, withDefaults } from '../../../src/layers/layer-table.js';
import { NumberField } from '../ui/number-field.js';

interface LayerEditorProps {
  readonly port: PortView;
  readonly layers: PortLayers;
  readonly onChange: (layers: PortLayers) => void;
}

/** Switches for what goes around a port, outside in, with their numbers. */
export function LayerEditor({ port, layers, onChange }: LayerEditorProps) {
  const chosen = spelledOut(layers);
  const advice = adviceOn(layers);
  return (
    <section aria-labelledby="layers-title" className="layer-editor">
      <h3 id="layers-title">Layers</h3>
      <p className="muted">Calls pass these from the outside in. Retry acts only on what may be done twice.</p>
      <ul className="layer-list">
        {port.layers.map((layer) => (
          <LayerItem
            key={layer.name}
            layer={layer}
            options={chosen[layer.name]}
            onChange={(options) => {
              const { [layer.name]: _, ...others } = chosen;
              onChange(options === undefined ? others : { ...others, [layer.name]: options });
            }}
          />
        ))}
      </ul>
      {advice.map((text) => (
        <p key={text} className="note note-warn" role="note">
          {text}
        </p>
      ))}
    </section>
  );
}

interface LayerItemProps {
  readonly layer: LayerView;
  /** `undefined`: it is off. */
  readonly options: Readonly<Record<string, number>> | undefined;
  readonly onChange: (options: Readonly<Record<string, number>> | undefined) => void;
}

function LayerItem({ layer, options, onChange }: LayerItemProps) {
  const { name, title, summary } = layer;
  return (
    <li className={options === undefined ? undefined : 'layer-on'}>
      <Switch
        size="xs"
        label={title}
        aria-label={title}
        description={summary}
        checked={options !== undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? withDefaults(layer) : undefined)}
      />
      {options !== undefined && layer.options.length > 0 && (
        <div className="layer-options">
          {layer.options.map((option) => (
            <NumberField
              key={option.name}
              id={`layer-${name}-${option.name}`}
              title={option.title}
              summary={`${title}, ${option.title}`}
              unit={option.unit}
              min={option.min}
              max={option.max}
              value={options[option.name] ?? option.default}
              onChange={(value) => onChange({ ...options, [option.name]: value })}
            />
          ))}
        </div>
      )}
    </li>
  );
}
