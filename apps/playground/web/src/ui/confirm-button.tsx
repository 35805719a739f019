import { Button } from '@mantine/core';
import { useState } from 'react';

interface ConfirmButtonProps {
  readonly text: string;
  /** What it says once it has been pressed, before it counts. */
  readonly sure: string;
  readonly loading?: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

/** For what cannot be undone: it counts when it is pressed twice. */
export function ConfirmButton({ text, sure, loading = false, disabled = false, onConfirm }: ConfirmButtonProps) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      size="compact-sm"
      variant={asked ? 'filled' : 'outline'}
      color="red"
      className={asked || disabled ? undefined : 'reset-all'}
      loading={loading}
      disabled={disabled}
      onClick={() => {
        if (asked) onConfirm();
        setAsked(!asked);
      }}
      onBlur={() => setAsked(false)}
    >
      {asked ? sure : text}
    </Button>
  );
}
