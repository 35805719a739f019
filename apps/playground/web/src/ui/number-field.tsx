import { NumberInput } from '@mantine/core';
import { useState } from 'react';

interface NumberFieldProps {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string | undefined;
  /** Whether the title is for screen readers only. */
  readonly hideTitle?: boolean;
  readonly onChange: (value: number) => void;
}

/** One whole number. What is typed counts once it is within the limits; what is left half-typed goes back. */
export function NumberField(props: NumberFieldProps) {
  const { id, title, summary, value, min, max, unit, hideTitle = false, onChange } = props;
  const [typed, setTyped] = useState<string | number>();
  return (
    <div className="param">
      <label htmlFor={id} className={hideTitle ? 'visually-hidden' : 'muted'}>
        {title}
      </label>
      <NumberInput
        id={id}
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
        {...(unit !== undefined && unit !== '' && { suffix: ` ${unit}` })}
        error={typeof typed === 'number' && (typed < min || typed > max)}
        onChange={(next) => {
          setTyped(next);
          if (typeof next === 'number' && next !== value && next >= min && next <= max) onChange(next);
        }}
        onBlur={() => setTyped(undefined)}
      />
    </div>
  );
}
