import type { Row, TableShape } from '@internal/repository-rules';

/** A row as it was from one commit on; undefined where it is gone. */
interface Version {
  readonly at: number;
  readonly row: Row | undefined;
}

/** A row's id, as a map can find it. */
export type RowKey = string | number | bigint | boolean;

export function keyOf(id: unknown): RowKey {
  if (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' || typeof id === 'boolean') return id;
  return id instanceof Date ? `date ${String(id.getTime())}` : String(id);
}

/** The committed rows of one repository, with as many versions as somebody may still look at. */
export class Table {
  readonly shape: TableShape;
  /** Fields that are unique together; the id first. */
  readonly uniques: readonly (readonly string[])[];
  private readonly versions = new Map<RowKey, Version[]>();

  constructor(shape: TableShape, uniques: readonly (readonly string[])[]) {
    this.shape = shape;
    this.uniques = [[shape.id.name], ...uniques];
  }

  keys(): Iterable<RowKey> {
    return this.versions.keys();
  }

  /** The row as a snapshot sees it. */
  at(key: RowKey, snapshot: number): Row | undefined {
    return this.versions.get(key)?.findLast(({ at }) => at <= snapshot)?.row;
  }

  /** The row as it is now. */
  latest(key: RowKey): Version | undefined {
    return this.versions.get(key)?.at(-1);
  }

  /** `oldest` is the oldest snapshot that somebody looks at: what came before its version is forgotten. */
  write(key: RowKey, row: Row | undefined, at: number, oldest: number): void {
    const versions = this.versions.get(key) ?? [];
    versions.push({ at, row });
    this.versions.set(key, versions);
    this.forget(key, oldest);
  }

  /** Forgets what nobody can see any more who looks at `oldest`, or at what came after. */
  forget(key: RowKey, oldest: number): void {
    const versions = this.versions.get(key) ?? [];
    const first = versions.findLastIndex((version) => version.at <= oldest);
    if (first > 0) versions.splice(0, first);
    if (versions.length <= 1 && versions[0]?.row === undefined) this.versions.delete(key);
  }
}
