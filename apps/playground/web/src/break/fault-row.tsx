import { Button, NativeSelect, Switch } from '@mantine/core';
import type { Fault, FaultPlace, FaultView } from '../../../src/contract.js';
import { errorCodes, isErrorCode } from '../../../src/faults/fault-codes.js';
import { milliseconds } from '../../../src/format.js';
import { RangeField } from '../ui/range-field.js';
import { useFaultDraft } from './use-fault-draft.js';

interface FaultRowProps {
  readonly port: FaultPlace;
  /** Absent: it is a handler. */
  readonly provider: string | undefined;
  /** `undefined`: nothing is broken. */
  readonly active: FaultView | undefined;
  readonly resetAfterS: number;
  readonly onChange: (fault: Fault) => void;
  readonly onReset: () => void;
}

/** What can be wrong with one port or handler. Whatever is moved counts at once. */
export function FaultRow({ port, provider, active, resetAfterS, onChange, onReset }: FaultRowProps) {
  const [fault, change] = useFaultDraft(active, resetAfterS, onChange);
  const [portName, handler] = port.split(':');
  return (
    <div
      className={active === undefined ? 'fault-row' : 'fault-row fault-active'}
      role="group"
      aria-label={`Faults of ${port}`}
    >
      <span className="fault-name">
        <i className={active === undefined ? 'dot dot-good' : 'dot dot-bad'} aria-hidden="true" />
        <strong className="mono">
          {portName}
          {handler !== undefined && (
            <>
              :<wbr />
              {handler}
            </>
          )}
        </strong>{' '}
        {provider !== undefined && <span className="muted">{provider}</span>}
      </span>
      <span className="fault-latency">
        <RangeField
          label={`Latency of ${port}`}
          value={fault.latencyMs}
          max={2_000}
          step={10}
          text={milliseconds(fault.latencyMs)}
          onChange={(latencyMs) => change({ latencyMs })}
        />
        <RangeField
          label={`Jitter of ${port}`}
          value={fault.jitterMs}
          max={2_000}
          step={10}
          text={`+ ${milliseconds(fault.jitterMs)}`}
          onChange={(jitterMs) => change({ jitterMs })}
        />
      </span>
      <RangeField
        label={`Error rate of ${port}`}
        value={fault.errorPercent}
        max={100}
        step={1}
        text={`${fault.errorPercent} %`}
        onChange={(errorPercent) => change({ errorPercent })}
      />
      <NativeSelect
        size="xs"
        aria-label={`Error code of ${port}`}
        value={fault.code}
        data={[...errorCodes]}
        onChange={({ currentTarget: { value } }) => {
          if (isErrorCode(value)) change({ code: value });
        }}
      />
      <Switch
        size="sm"
        aria-label={`${port} hangs`}
        label={<span className="only-small">Hang</span>}
        checked={fault.hang}
        onChange={({ currentTarget }) => change({ hang: currentTarget.checked })}
      />
      <span className="fault-reset">
        {active !== undefined && (
          <Button size="compact-xs" variant="default" onClick={onReset}>
            Reset<span className="visually-hidden"> {port}</span>
          </Button>
        )}
      </span>
    </div>
  );
}
