import { NativeSelect, Switch } from '@mantine/core';
import { useState } from 'react';
import type { Fault, FaultView, HandlerName } from '../../../src/contract.js';
import { errorCodes, isErrorCode } from '../../../src/faults/fault-codes.js';
import { aboutHandler, handlerNames } from '../../../src/shop/handler-names.js';
import { useFaults, useSetFault } from '../api/faults.js';
import { useFaultDraft } from '../break/use-fault-draft.js';
import { Failure } from '../ui/failure.js';
import { RangeField } from '../ui/range-field.js';

interface HandlerFaultsProps {
  readonly port: 'queue' | 'events';
  readonly title: string;
}

/** Each handler, with a switch that has it fail on purpose until it is turned off. Break shows the same. */
export function HandlerFaults({ port, title }: HandlerFaultsProps) {
  const { data: faults = [] } = useFaults();
  const set = useSetFault();
  return (
    <section className="panel handlers" aria-label={title}>
      <div className="row table-head">
        <h2>{title}</h2>
        <span className="muted">The shop works for as long as this composition is applied, also between runs.</span>
      </div>
      {set.error !== null && <Failure title="The handler is as it was" error={set.error} />}
      {handlerNames
        .filter((name) => name.startsWith(`${port}:`))
        .map((name) => {
          const active = faults.find((fault) => fault.port === name);
          return (
            <HandlerRow
              key={name}
              name={name}
              active={active}
              onChange={(fault) => set.mutate({ port: name, fault })}
            />
          );
        })}
    </section>
  );
}

interface HandlerRowProps {
  readonly name: HandlerName;
  readonly active: FaultView | undefined;
  readonly onChange: (fault: Fault) => void;
}

/** What it is turned on with, unless somebody has said. */
const ALWAYS = 100;
/** Until it is turned off. */
const NEVER_S = 0;

function HandlerRow({ name, active, onChange }: HandlerRowProps) {
  const [fault, change] = useFaultDraft(active, NEVER_S, onChange);
  const [usual, setUsual] = useState(ALWAYS);
  const fails = fault.errorPercent > 0;
  const percent = fails ? fault.errorPercent : usual;
  const handler = name.slice(name.indexOf(':') + 1);
  return (
    <div className={fails ? 'handler-row fault-active' : 'handler-row'} role="group" aria-label={handler}>
      <span>
        <strong className="mono">{handler}</strong>
        <span className="muted handler-about">{aboutHandler(name)}</span>
      </span>
      <Switch
        size="sm"
        label="fails"
        aria-label={`${handler} fails on purpose`}
        checked={fails}
        onChange={({ currentTarget }) => change({ errorPercent: currentTarget.checked ? usual : 0 })}
      />
      <RangeField
        label={`How often ${handler} fails`}
        value={percent}
        max={100}
        step={5}
        text={`${percent} %`}
        onChange={(errorPercent) => {
          if (errorPercent > 0) setUsual(errorPercent);
          if (fails) change({ errorPercent });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={`Code that ${handler} fails with`}
        value={fault.code}
        data={[...errorCodes]}
        onChange={({ currentTarget: { value } }) => {
          if (isErrorCode(value)) change({ code: value });
        }}
      />
    </div>
  );
}
