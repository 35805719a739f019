import { changedFields, isSame, snapshotOf, workingCopyOf, type MutableRow, type Row } from './snapshot.js';

/** An entity of a unit: the object that everybody in the unit works with, and what the database has of it. */
export class Tracked {
  readonly id: unknown;
  readonly entity: MutableRow;
  isRemoved = false;
  private stored: Row;

  constructor(id: unknown, row: Row) {
    this.id = id;
    this.stored = snapshotOf(row);
    this.entity = workingCopyOf(row);
  }

  /** As it was read or written last. */
  get snapshot(): Row {
    return this.stored;
  }

  get changes(): Row {
    return changedFields(this.stored, this.entity);
  }

  /**
   * Takes over what was written. Fields that have it already stay the objects that they are, for somebody may hold them; those that were
   * changed again while it was being written stay changed.
   *
   * @param sent the changes that were written
   */
  written(sent: Row, row: Row): void {
    const before = { ...this.stored, ...sent };
    this.stored = snapshotOf(row);
    for (const [name, value] of Object.entries(workingCopyOf(row))) {
      const current = this.entity[name];
      if (isSame(current, before[name]) && !isSame(current, value)) this.entity[name] = value;
    }
  }
}
