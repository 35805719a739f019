/** The events of chaos.ts: what is known of each to whoever publishes it and to whoever handles it. */
export interface ChaosEvents {
  readonly happened: { readonly seq: number; readonly what: unknown };
}

const SHAPES: readonly unknown[] = [
  'ü 漢字 🎉 e\u0301 \u2028',
  '\u0000"\\{}~',
  { '~u': 0, 'a:1:': ['', null], '🔑': { deep: [-0, 1e21] } },
  [new Date(1_700_000_000_123), new Map([['ключ', new Set([1n, Number.NaN])]]), undefined],
  Buffer.from([0xff, 0x00, 0xc3, 0x28]),
  'x'.repeat(2_000),
];

export function dataOf(seq: number): ChaosEvents['happened'] {
  return { seq, what: SHAPES[seq % SHAPES.length] };
}

/** Every other event has a key. */
export function keyOf(seq: number, keys: number): string | undefined {
  return seq % 2 === 0 ? `ключ-${String((seq / 2) % keys)}` : undefined;
}

/** How an event fails: some once, a few for good. */
export function failureOf(seq: number): 'once' | 'for good' | undefined {
  if (seq % 331 === 7 || seq % 331 === 8) return 'for good';
  return seq % 29 === 3 || seq % 29 === 4 ? 'once' : undefined;
}
