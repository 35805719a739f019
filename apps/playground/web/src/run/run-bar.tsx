import { Button, Kbd, SegmentedControl } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Copy, Play } from 'lucide-react';
import type { Running } from '../use-run.js';
import type { Workbench } from '../use-workbench.js';
import { ParamField } from './param-field.js';

interface RunBarProps {
  readonly bench: Workbench;
  readonly running: Running;
}

/** Which scenario, with which params. */
export function RunBar({ bench, running }: RunBarProps) {
  const { scenario, scenarios, params, url } = bench;
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
        />
      ) : (
        <span className="scenario-name">{scenario.title}</span>
      )}
      <div className="params">
        {scenario.params.map((param) => (
          <ParamField
            key={param.name}
            param={param}
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
        onClick={() => clipboard.copy(commandOf(bench))}
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
function commandOf({ applied, scenario, params }: Workbench): string {
  const options = [...Object.entries(applied.composition), ['scenario', scenario.name], ...Object.entries(params)];
  return `npm start -- ${options.map(([name, value]) => `--${name} ${value}`).join(' ')}`;
}
