import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { ParamView } from '../../../src/contract.js';

interface ParamFieldProps {
  readonly param: ParamView;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** One number. What is typed counts once it is within the limits; what is left half-typed goes back. */
export function ParamField({ param, value, onChange }: ParamFieldProps) {
  const { name, title, summary, min, max } = param;
  const [typed, setTyped] = useState<string | number>();
  return (
    <div className="param">
      <label htmlFor={`param-${name}`} className="muted">
        {title}
      </label>
      <NumberInput
        id={`param-${name}`}
        size="xs"
        className="param-input"
        hideControls
        title={`${summary}: ${min} to ${max}`}
        value={typed ?? value}
        min={min}
        max={max}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        error={typeof typed === 'number' && (typed < min || typed > max)}
        onChange={(next) => {
          setTyped(next);
          if (typeof next === 'number' && next >= min && next <= max) onChange(next);
        }}
        onBlur={() => setTyped(undefined)}
      />
    </div>
  );
}
