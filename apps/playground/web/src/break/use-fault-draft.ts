import { useEffect, useRef, useState } from 'react';
import type { Fault, FaultView } from '../../../src/contract.js';
import { noFault } from '../../../src/faults/fault-table.js';

/** How long somebody must leave a control alone before it counts, in milliseconds. */
const SETTLED_MS = 150;

/** The fault that the controls show, and how to change it: what is in force, and what has just been moved on top of that. */
export function useFaultDraft(
  active: FaultView | undefined,
  resetAfterS: number,
  onChange: (fault: Fault) => void,
): readonly [Fault, (change: Partial<Fault>) => void] {
  const [moved, setMoved] = useState<Partial<Fault>>({});
  const timer = useRef<number>(undefined);
  const since = active?.since;
  // The server has the last word, once it has spoken; a code without a fault is known only here.
  useEffect(() => {
    if (timer.current === undefined)
      setMoved(({ code }) => (since === undefined && code !== undefined ? { code } : {}));
  }, [since]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const fault: Fault = { ...(active === undefined ? noFault : faultOf(active)), ...moved };
  const change = (more: Partial<Fault>): void => {
    const next = { ...fault, ...more };
    setMoved({ ...moved, ...more });
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      onChange({ ...next, resetAfterS });
    }, SETTLED_MS);
  };
  return [fault, change];
}

function faultOf({ latencyMs, jitterMs, errorPercent, code, hang, resetAfterS }: FaultView): Fault {
  return { latencyMs, jitterMs, errorPercent, code, hang, resetAfterS };
}
