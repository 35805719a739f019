import { Button, Kbd } from '@mantine/core';
import { changeOf, type Workbench } from '../use-workbench.js';

interface ChangeBarProps {
  readonly bench: Workbench;
  readonly applying: boolean;
  readonly onApply: () => void;
  readonly onDiscard: () => void;
}

const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/** What would change, and the two ways on from here. It stays in view. */
export function ChangeBar({ bench, applying, onApply, onDiscard }: ChangeBarProps) {
  const { changed, applied, draft } = bench;
  const none = changed.length === 0;
  return (
    <div className="change-bar">
      <strong role="status">
        {none ? 'No changes' : changed.length === 1 ? '1 change' : `${changed.length} changes`}
      </strong>
      <span className="muted hide-small ellipsis">
        {changed.map((port) => `${port}: ${changeOf(port, draft, applied)}`).join(' · ')}
      </span>
      <span className="spacer" />
      <Button size="xs" variant="default" onClick={onDiscard} disabled={none || applying}>
        Discard
      </Button>
      <Button
        size="xs"
        onClick={onApply}
        disabled={none}
        loading={applying}
        rightSection={<Kbd className="button-kbd hide-small" aria-hidden="true">{`${MOD} ↵`}</Kbd>}
      >
        Apply
      </Button>
    </div>
  );
}
