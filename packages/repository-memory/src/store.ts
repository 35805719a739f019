import { satisfies, type Predicate } from '@internal/specification-rules';
import type { Row } from '@internal/repository-rules';
import { Locks } from './locks.js';
import type { RowKey, Table } from './table.js';

/** What one commit did to one row. */
interface Commit {
  readonly at: number;
  readonly table: Table;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

export type Writes = Map<Table, Map<RowKey, Row | undefined>>;

/** What a transaction has looked at. */
export interface Look {
  readonly table: Table;
  readonly where: Predicate;
}

/** What is committed, and who looks at which state of it. */
export class Store {
  readonly locks = new Locks();
  /** How many commits there were. */
  now = 0;
  private readonly snapshots = new Map<object, number>();
  private readonly watchers = new Map<Table, (rows: readonly Row[]) => void>();
  private commits: Commit[] = [];
  /** Rows of which an older version was looked at when they were written, in the order of the commits. */
  private outdated: (readonly [at: number, table: Table, key: RowKey])[] = [];

  /** Keeps a state for somebody. */
  hold(owner: object, snapshot: number): void {
    this.snapshots.set(owner, snapshot);
  }

  letGo(owner: object): void {
    this.snapshots.delete(owner);
    const oldest = this.oldest();
    if ((this.commits[0]?.at ?? Infinity) <= oldest) this.commits = this.commits.filter(({ at }) => at > oldest);
    if ((this.outdated[0]?.[0] ?? Infinity) > oldest) return;
    for (const [at, table, key] of this.outdated) if (at <= oldest) table.forget(key, oldest);
    this.outdated = this.outdated.filter(([at]) => at > oldest);
  }

  /** The name of a table whose rows were changed after a snapshot by others, among those that were looked at. */
  changedSince(snapshot: number, looks: readonly Look[]): string | undefined {
    const meets = (row: Row | undefined, where: Predicate): boolean => row !== undefined && satisfies(where, row);
    return this.commits.find(
      ({ at, table, before, after }) =>
        at > snapshot &&
        looks.some((look) => look.table === table && (meets(before, look.where) || meets(after, look.where))),
    )?.table.shape.name;
  }

  /** Calls with the rows that each commit writes to a table, in the order in which they were written, as a part of the commit. */
  watch(table: Table, onCommit: (rows: readonly Row[]) => void): void {
    this.watchers.set(table, onCommit);
  }

  commit(writes: Writes): void {
    this.now += 1;
    const oldest = this.oldest();
    for (const [table, rows] of writes) {
      for (const [key, row] of rows) {
        // Somebody may yet have to know what changed under it, and to see what was.
        if (this.snapshots.size > 0) {
          this.commits.push({ at: this.now, table, before: table.latest(key)?.row, after: row });
          this.outdated.push([this.now, table, key]);
        }
        table.write(key, row, this.now, oldest);
      }
      this.watchers.get(table)?.([...rows.values()].filter((row) => row !== undefined));
    }
  }

  private oldest(): number {
    return this.snapshots.size === 0 ? this.now : Math.min(...this.snapshots.values());
  }
}
