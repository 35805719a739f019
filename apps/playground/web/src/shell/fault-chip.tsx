import { Zap } from 'lucide-react';
import type { FaultView } from '../../../src/contract.js';
import { useResetFaults } from '../api/faults.js';

/** How much is broken on purpose, wherever one is, and the way to end it. */
export function FaultChip({ faults }: { readonly faults: readonly FaultView[] }) {
  const reset = useResetFaults();
  const { length } = faults;
  const ports = faults.map(({ port }) => port).join(', ');
  return (
    <span role="status">
      {length > 0 && (
        <button
          type="button"
          className="tag tag-bad fault-chip"
          title={`Broken on purpose: ${ports}`}
          onClick={() => reset.mutate(undefined)}
        >
          <Zap size={12} aria-hidden="true" />
          {length}
          <span className="hide-small"> {length === 1 ? 'fault' : 'faults'} active</span> · reset
        </button>
      )}
    </span>
  );
}
