import { Button, NativeSelect } from '@mantine/core';
import { useEffect } from 'react';
import { useFaults, useResetFaults, useSetFault } from '../api/faults.js';
import { isLayered } from '../../../src/layers/layer-table.js';
import { faultPlaces } from '../../../src/shop/handler-names.js';
import { useWorkbench, type Workbench } from '../use-workbench.js';
import { Failure } from '../ui/failure.js';
import { Loading } from '../ui/loading.js';
import { FaultRow } from './fault-row.js';
import { presets } from './presets.js';
import { WhatHappens } from './what-happens.js';

/** Breaking ports on purpose, and watching what the layers make of it. */
export default function BreakPage() {
  const { bench, error } = useWorkbench();
  useEffect(() => {
    document.title = 'Break · Infra playground';
  }, []);
  if (error !== undefined) return <Failure title="The playground could not be loaded" error={error} />;
  return bench === undefined ? <Loading what="the ports" /> : <Break bench={bench} />;
}

/** In seconds; 0: when somebody ends it. */
const RESETS = [
  { value: '15', label: '15 s' },
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '0', label: 'never' },
];
const USUAL = '60';

function Break({ bench }: { readonly bench: Workbench }) {
  const { applied, url } = bench;
  const { data: faults = [] } = useFaults();
  const set = useSetFault();
  const reset = useResetFaults();
  const wanted = url.values.get('reset');
  const resetAfter = RESETS.find(({ value }) => value === wanted)?.value ?? USUAL;
  const failed = set.error ?? reset.error;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Break</h1>
        <p className="muted hide-small">
          Faults act between the layers and the provider, or in a handler. They end by themselves.
        </p>
        <span className="spacer" />
        <NativeSelect
          size="xs"
          aria-label="Faults end by themselves after"
          value={resetAfter}
          data={RESETS.map(({ value, label }) => ({ value, label: `auto-reset ${label}` }))}
          onChange={({ currentTarget }) => url.set({ reset: currentTarget.value })}
        />
        <Button
          size="xs"
          variant="outline"
          color="red"
          className="reset-all"
          disabled={faults.length === 0}
          onClick={() => reset.mutate(undefined)}
        >
          Reset all
        </Button>
      </div>
      <div className="presets" role="group" aria-label="Presets">
        <span className="muted">Presets</span>
        {presets.map(({ title, faults: planned }) => (
          <Button
            key={title}
            size="compact-sm"
            variant="default"
            onClick={() => {
              for (const [port, fault] of planned) {
                set.mutate({ port, fault: { ...fault, resetAfterS: Number(resetAfter) } });
              }
            }}
          >
            {title}
          </Button>
        ))}
      </div>
      {failed !== null && <Failure title="It was not broken" error={failed} />}
      <div className="break-grid">
        <section className="panel faults" aria-label="Faults by port and handler">
          <div className="fault-row fault-header hide-small" aria-hidden="true">
            <span>Port or handler</span>
            <span>Latency, and jitter on top</span>
            <span>Error rate</span>
            <span>Code</span>
            <span>Hang</span>
            <span />
          </div>
          {faultPlaces.map((port) => (
            <FaultRow
              key={port}
              port={port}
              provider={isLayered(port) ? applied.composition[port] : undefined}
              active={faults.find((fault) => fault.port === port)}
              resetAfterS={Number(resetAfter)}
              onChange={(fault) => set.mutate({ port, fault })}
              onReset={() => reset.mutate(port)}
            />
          ))}
        </section>
        <WhatHappens bench={bench} faults={faults} />
      </div>
    </div>
  );
}
