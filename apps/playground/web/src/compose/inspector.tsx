import type { PortView, ProviderView } from '../../../src/contract.js';
import { isLayered } from '../../../src/layers/layer-table.js';
import { layersText } from '../../../src/layers/layers-text.js';
import type { Workbench } from '../use-workbench.js';
import { Tag } from '../ui/tag.js';
import { LayerEditor } from './layer-editor.js';
import { NeedTag } from './port-card.js';

/** Where the way to the layers leads. */
export const INSPECTOR = 'inspector';

interface InspectorProps {
  readonly port: PortView;
  readonly bench: Workbench;
}

/** All there is to know about the choice for one port. */
export function Inspector({ port, bench }: InspectorProps) {
  const { applied, draft, url } = bench;
  const chosen = draft.composition[port.name];
  const { name } = port;
  const provider = port.providers.find(({ name }) => name === chosen);
  const before = applied.composition[port.name];
  const health = applied.health.services[port.name];
  return (
    <aside id={INSPECTOR} tabIndex={-1} className="panel inspector" aria-label={`About ${port.name}`}>
      <div className="row">
        <h2 className="mono">{port.name}</h2>
        {before === chosen ? <Tag>{chosen}</Tag> : <Tag tone="accent">{`${before} → ${chosen}`}</Tag>}
      </div>
      {isLayered(name) && (
        <LayerEditor
          port={port}
          layers={draft.layers[name]}
          onChange={(layers) => url.set({ [`layers.${name}`]: layersText(layers) || 'none', port: name })}
        />
      )}
      {provider !== undefined && <About provider={provider} />}
      {health !== undefined && before === chosen && (
        <dl className="facts">
          <dt>Health</dt>
          <dd>{health.reason === undefined ? health.status : `${health.status}: ${health.reason}`}</dd>
        </dl>
      )}
      {before === chosen && applied.serverOf[port.name] !== undefined && (
        <dl className="facts">
          <dt>Server</dt>
          <dd>{applied.serverOf[port.name]}</dd>
        </dl>
      )}
    </aside>
  );
}

function About({ provider }: { readonly provider: ProviderView }) {
  const { need } = provider;
  return (
    <>
      <h3>
        {provider.title} <NeedTag provider={provider} />
      </h3>
      <p>{provider.summary}</p>
      <dl className="facts">
        <dt>Package</dt>
        <dd className="mono">{provider.package}</dd>
        <dt>Install</dt>
        <dd className="mono">npm install {[provider.package, ...(provider.code.peers ?? [])].join(' ')}</dd>
      </dl>
      {need !== undefined && (
        <div className={need.status === 'missing' ? 'note note-warn' : 'note'}>
          <p>
            <strong>Needs {need.title}.</strong> {need.finding}
          </p>
          <p className="muted">{need.status === 'ready' ? 'Other ways to have one:' : 'How to get one:'}</p>
          <ul>
            {need.howTo.map((step) => (
              <li key={step}>
                <Step text={step} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Text in which commands are in backticks. */
function Step({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
