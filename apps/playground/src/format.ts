// Numbers for people, the same in the terminal and on the page.

const NUMBER = new Intl.NumberFormat('en-US');

/** `12,345` */
export function count(value: number): string {
  return NUMBER.format(value);
}

/** Microseconds, for people: `740 µs`, `2.1 ms`, `1.32 s`. */
export function microseconds(value: number): string {
  if (value < 1_000) return `${Math.round(value)} µs`;
  return milliseconds(value / 1_000);
}

/** Milliseconds, for people: `0 ms`, `2.1 ms`, `340 ms`, `1.32 s`. */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${(value / 1_000).toFixed(2)} s`;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

/** `634 /s`, `0.4 /s`. */
export function perSecond(value: number): string {
  return `${value >= 10 || value === 0 ? count(Math.round(value)) : value.toFixed(1)} /s`;
}

/** `99.5 %`; `–` of nothing. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** `740 B`, `2.1 kB`, `16 MB`. */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  const [amount, unit] = value < 1e6 ? [value / 1e3, 'kB'] : value < 1e9 ? [value / 1e6, 'MB'] : [value / 1e9, 'GB'];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
}

/** `14:05:09`, of milliseconds since 1970, where the reader is. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** The end of an id: what tells two of the same minute apart. */
export function shortId(id: string): string {
  return id.slice(-6);
}
