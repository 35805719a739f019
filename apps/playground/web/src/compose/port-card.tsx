import { Radio } from '@mantine/core';
import type { PortLayers, PortView, ProviderView } from '../../../src/contract.js';
import { Tag } from '../ui/tag.js';
import { LayerChips } from './layer-chips.js';

interface PortCardProps {
  readonly port: PortView;
  readonly chosen: string;
  /** `undefined`: it can have none. */
  readonly layers: PortLayers | undefined;
  readonly changed: boolean;
  readonly selected: boolean;
  readonly health: 'up' | 'degraded' | 'down' | undefined;
  readonly onChoose: (provider: string) => void;
  readonly onSelect: () => void;
  readonly onLayers: () => void;
}

const DOTS = { up: 'good', degraded: 'warn', down: 'bad' } as const;

/** A port, and who can serve it. */
export function PortCard({
  port,
  chosen,
  layers,
  changed,
  selected,
  health,
  onChoose,
  onSelect,
  onLayers,
}: PortCardProps) {
  return (
    <fieldset className={selected ? 'card card-selected' : 'card'}>
      <legend className="visually-hidden">{port.title}: choose a provider</legend>
      <div className="card-head">
        <span className={`dot dot-${health === undefined ? 'neutral' : DOTS[health]}`} aria-hidden="true" />
        <button type="button" className="card-name mono" onClick={onSelect} aria-pressed={selected}>
          {port.name}
        </button>
        {changed && <Tag tone="accent">changed</Tag>}
      </div>
      <Radio.Group value={chosen} onChange={onChoose} aria-label={`Provider of ${port.name}`}>
        {port.providers.map((provider) => (
          <label key={provider.name} className={provider.name === chosen ? 'provider provider-on' : 'provider'}>
            <Radio value={provider.name} size="xs" aria-label={`${provider.title}, ${needText(provider)}`} />
            <span aria-hidden="true">{provider.title}</span>
            <NeedTag provider={provider} />
          </label>
        ))}
      </Radio.Group>
      <div className="card-foot">
        <p className="muted">{port.summary}</p>
        {layers !== undefined && <LayerChips port={port.name} layers={layers} onAdd={onLayers} />}
      </div>
    </fieldset>
  );
}

/** What stands between a provider and its use, in a word or two. */
export function needText({ need }: ProviderView): string {
  if (need === undefined) return 'embedded';
  if (need.status === 'ready') return 'ready';
  return need.status === 'obtainable' ? 'fetched on use' : `needs ${need.title}`;
}

export function NeedTag({ provider }: { readonly provider: ProviderView }) {
  const { need } = provider;
  const tone = need === undefined ? 'neutral' : need.status === 'missing' ? 'warn' : 'good';
  return <Tag tone={tone}>{needText(provider)}</Tag>;
}
