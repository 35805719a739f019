interface RangeFieldProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly step: number;
  /** The value for people. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

/** A number from 0 on, by a slider: the browser's own, which keyboards and screen readers know. */
export function RangeField({ label, value, max, step, text, onChange }: RangeFieldProps) {
  return (
    <span className="range">
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={0}
        // What was asked for elsewhere may be more than this goes to.
        max={Math.max(max, value)}
        step={step}
        value={value}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />
      <span className="mono range-text">{text}</span>
    </span>
  );
}
