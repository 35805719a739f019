import { Button, Kbd, SegmentedControl } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy, Play } from 'lucide-react';
import type { FaultView } from '../../../src/contract.js';
import { faultText } from '../../../src/faults/fault-text.js';
import { layeredPorts } from '../../../src/layers/layer-table.js';
import { layersText } from '../../../src/layers/layers-text.js';
import { useFaults } from '../api/faults.js';
import type { Running } from '../use-run.js';
import type { Workbench } from '../use-workbench.js';
import { NumberField } from '../ui/number-field.js';

interface RunBarProps {
  readonly bench: Workbench;
  readonly running: Running;
}

/** Which scenario, with which params. */
export function RunBar({ bench, running }: RunBarProps) {
  const { scenario, scenarios, params, url } = bench;
  const { data: faults } = useFaults();
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <div className="page-head run-bar">
      <h1>Run</h1>
      {scenarios.length > 1 ? (
        <SegmentedControl
          size="xs"
          aria-label="Scenario"
          value={scenario.name}
          data={scenarios.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => url.set({ scenario: name })}
          className="scenarios"
        />
      ) : (
        <span className="scenario-name">{scenario.title}</span>
      )}
      <div className="params">
        {scenario.params.map((param) => (
          <NumberField
            key={param.name}
            id={`param-${param.name}`}
            title={param.title}
            summary={param.summary}
            min={param.min}
            max={param.max}
            value={params[param.name] ?? param.default}
            onChange={(value) => url.set({ [param.name]: String(value) })}
          />
        ))}
      </div>
      <span className="spacer" />
      <Button
        size="xs"
        variant="default"
        className="hide-small"
        leftSection={clipboard.copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
        onClick={() => clipboard.copy(commandOf(bench, faults ?? []))}
      >
        {clipboard.copied ? 'Copied' : 'Copy as command'}
      </Button>
      <Button
        size="xs"
        leftSection={<Play size={13} fill="currentColor" aria-hidden="true" />}
        rightSection={
          <Kbd className="button-kbd hide-small" aria-hidden="true">
            R
          </Kbd>
        }
        onClick={running.start}
        loading={running.starting || running.active !== undefined}
      >
        Run
      </Button>
    </div>
  );
}

/** The same run from a terminal. */
function commandOf({ applied, scenario, params }: Workbench, faults: readonly FaultView[]): string {
  const layers = layeredPorts.flatMap((port): [string, string][] => {
    const text = layersText(applied.layers[port]);
    return text === '' ? [] : [['layers', `${port}=${text}`]];
  });
  const broken = faults.map((fault): [string, string] => ['fault', faultText(fault.port, fault)]);
  const chosen = [...Object.entries(applied.composition), ...layers, ...broken];
  const options = [...chosen, ['scenario', scenario.name], ...Object.entries(params)];
  return `npm start -- ${options.map(([name, value]) => `--${name} ${value}`).join(' ')}`;
}
