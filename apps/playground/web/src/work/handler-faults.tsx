import { NativeSelect, Switch } from '@mantine/core';
import { useState } from 'react';
import type { FaultView, HandlerName } from '../../../src/contract.js';
import { errorCodes, isErrorCode } from '../../../src/faults/fault-codes.js';
import { noFault } from '../../../src/faults/fault-table.js';
import { aboutHandler, handlerNames } from '../../../src/shop/handler-names.js';
import { useFaults, useResetFaults, useSetFault } from '../api/faults.js';
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
  const reset = useResetFaults();
  const failed = set.error ?? reset.error;
  return (
    <section className="panel handlers" aria-label={title}>
      <div className="row table-head">
        <h2>{title}</h2>
        <span className="muted">The shop works for as long as this composition is applied, also between runs.</span>
      </div>
      {failed !== null && <Failure title="The handler is as it was" error={failed} />}
      {handlerNames
        .filter((name) => name.startsWith(`${port}:`))
        .map((name) => {
          const active = faults.find((fault) => fault.port === name);
          return (
            <HandlerRow
              // What is set elsewhere is shown here.
              key={`${name} ${active?.errorPercent} ${active?.code}`}
              name={name}
              active={active}
              onFail={(errorPercent, code) =>
                set.mutate({ port: name, fault: { ...(active ?? noFault), errorPercent, code, resetAfterS: 0 } })
              }
              onMend={() => reset.mutate(name)}
            />
          );
        })}
    </section>
  );
}

interface HandlerRowProps {
  readonly name: HandlerName;
  readonly active: FaultView | undefined;
  readonly onFail: (percent: number, code: FaultView['code']) => void;
  readonly onMend: () => void;
}

function HandlerRow({ name, active, onFail, onMend }: HandlerRowProps) {
  const [percent, setPercent] = useState(active?.errorPercent ?? 100);
  const [code, setCode] = useState(active?.code ?? noFault.code);
  const handler = name.slice(name.indexOf(':') + 1);
  return (
    <div
      className={active === undefined ? 'handler-row' : 'handler-row fault-active'}
      role="group"
      aria-label={handler}
    >
      <span>
        <strong className="mono">{handler}</strong>
        <span className="muted handler-about">{aboutHandler(name)}</span>
      </span>
      <Switch
        size="sm"
        label="fails"
        aria-label={`${handler} fails on purpose`}
        checked={active !== undefined}
        onChange={({ currentTarget }) => (currentTarget.checked ? onFail(percent, code) : onMend())}
      />
      {/* What is being moved counts when it is let go. */}
      <span
        onPointerUp={() => active !== undefined && percent !== active.errorPercent && onFail(percent, code)}
        onKeyUp={() => active !== undefined && percent !== active.errorPercent && onFail(percent, code)}
      >
        <RangeField
          label={`How often ${handler} fails`}
          value={percent}
          max={100}
          step={5}
          text={`${percent} %`}
          onChange={setPercent}
        />
      </span>
      <NativeSelect
        size="xs"
        aria-label={`Code that ${handler} fails with`}
        value={code}
        data={[...errorCodes]}
        onChange={({ currentTarget: { value } }) => {
          if (!isErrorCode(value)) return;
          setCode(value);
          if (active !== undefined) onFail(percent, value);
        }}
      />
    </div>
  );
}
