import { useEffect } from 'react';
import type { PortView } from '../../../src/contract.js';
import { isLayered } from '../../../src/layers/layer-table.js';
import { useApply } from '../api/queries.js';
import { layerParams } from '../url-params.js';
import { useShortcut } from '../use-shortcut.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { ChangeBar } from './change-bar.js';
import { Inspector, INSPECTOR } from './inspector.js';
import { PortCard } from './port-card.js';

/** Choosing a provider for each port. Nothing changes until it is applied. */
export default function ComposePage() {
  const { bench, error } = useWorkbench();
  useEffect(() => {
    document.title = 'Compose · Infra playground';
  }, []);
  if (error !== undefined) return <Failure title="The playground could not be loaded" error={error} />;
  return bench === undefined ? <Loading what="the ports" /> : <Compose bench={bench} />;
}

function Compose({ bench }: { readonly bench: Workbench }) {
  const { ports, applied, draft, changed, url } = bench;
  const apply = useApply();
  const selected = ports.find(({ name }) => name === url.values.get('port')) ?? ports[0];
  const submit = (): void => {
    if (changed.length > 0 && !apply.isPending) apply.mutate(draft);
  };
  const discard = (): void => {
    apply.reset();
    url.set({ ...applied.composition, ...layerParams(applied.layers) });
  };
  useShortcut('Enter', submit, { mod: true });
  return (
    <div className="page">
      <div className="page-head">
        <h1>Compose</h1>
        <p className="muted">
          {ports.length} ports. Choose who serves each of them and what goes around it; nothing changes until you apply.
        </p>
      </div>
      <div className="split">
        <div className="groups">
          {groupsOf(ports).map(([group, members]) => (
            <section key={group} aria-labelledby={`group-${group}`}>
              <h2 id={`group-${group}`} className="group">
                {group} <span className="muted">{members.length === 1 ? '1 port' : `${members.length} ports`}</span>
              </h2>
              <div className="cards">
                {members.map((port) => (
                  <PortCard
                    key={port.name}
                    port={port}
                    chosen={draft.composition[port.name]}
                    layers={isLayered(port.name) ? draft.layers[port.name] : undefined}
                    changed={changed.includes(port.name)}
                    selected={port === selected}
                    health={applied.health.services[port.name]?.status}
                    onChoose={(provider) => url.set({ [port.name]: provider, port: port.name })}
                    onSelect={() => url.set({ port: port.name })}
                    onLayers={() => {
                      url.set({ port: port.name });
                      // On a small screen it is far below.
                      document.getElementById(INSPECTOR)?.focus();
                    }}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
        {selected !== undefined && <Inspector port={selected} bench={bench} />}
      </div>
      {apply.error !== null && changed.length > 0 && (
        <Failure title="Not applied: the present composition stays in use" error={apply.error} />
      )}
      <ChangeBar bench={bench} applying={apply.isPending} onApply={submit} onDiscard={discard} />
    </div>
  );
}

/** By group, in the order of the registry. */
function groupsOf(ports: readonly PortView[]): readonly (readonly [string, readonly PortView[]])[] {
  const names = [...new Set(ports.map(({ group }) => group))];
  return names.map((name) => [name, ports.filter(({ group }) => group === name)]);
}
