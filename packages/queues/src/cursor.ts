import { Buffer } from 'node:buffer';

/** Where a list goes on in one queue: at the page that begins at `cursor`, after so many of its items. */
export interface Position {
  readonly cursor: string | undefined;
  readonly skip: number;
}

/** Positions of the queues that have more; the others are through. */
export type Positions = ReadonlyMap<string, Position>;

export function writeCursor(positions: Positions): string {
  const plain = [...positions].map(([name, { cursor, skip }]) => [name, cursor ?? null, skip]);
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

/** Undefined for what `writeCursor` has not written. */
export function readCursor(text: string): Positions | undefined {
  let plain: unknown;
  try {
    plain = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(plain) || plain.length === 0) return undefined;
  const positions = new Map<string, Position>();
  for (const entry of plain as readonly unknown[]) {
    if (!Array.isArray(entry)) return undefined;
    const [name, cursor, skip] = entry as readonly unknown[];
    if (typeof name !== 'string' || !(cursor === null || typeof cursor === 'string')) return undefined;
    if (typeof skip !== 'number' || !Number.isSafeInteger(skip) || skip < 0 || skip > 1_000) return undefined;
    positions.set(name, { cursor: cursor ?? undefined, skip });
  }
  return positions;
}
