import {
  err,
  map,
  ok,
  unwrapOr,
  type AsyncResult,
  type FindOptions,
  type IoOptions,
  type Repository,
  type Result,
  type Specification,
  type SpecificationReader,
} from '@infra/core';
import { errors } from './errors.js';
import type { Roles } from './options.js';
import { ownCopyOf, valueOf, type MutableRow, type Row } from './snapshot.js';
import { Tracked } from './tracked.js';
import type { UnitState } from './unit-state.js';

/** The port's own methods have types of their entities; behind them rows are data. */
export type AnyRepository = Repository<object, object, unknown>;
export type RowRepository = Repository<Row, Row, unknown> & Partial<SpecificationReader<Row>>;

interface Pending {
  readonly key: unknown;
  readonly values: Row;
  stored: Tracked | undefined;
}

/** The entities of one repository in one unit. */
export class Entities {
  readonly name: string;
  private readonly repository: RowRepository;
  private readonly roles: Roles;
  private readonly unit: UnitState;
  private readonly byKey = new Map<unknown, Tracked>();
  private readonly byEntity = new WeakMap<object, Tracked>();
  private creates: Pending[] = [];
  private removals: Tracked[] = [];

  constructor(name: string, repository: RowRepository, roles: Roles, unit: UnitState) {
    this.name = name;
    this.repository = repository;
    this.roles = roles;
    this.unit = unit;
  }

  async findById(id: unknown, { signal }: IoOptions = {}): AsyncResult<Row | undefined> {
    const { failure } = this.unit;
    if (failure !== undefined) return failure;
    const key = keyOf(id);
    if (this.creates.some((pending) => pending.key === key)) {
      const flushed = await this.unit.flush({ signal });
      if (!flushed.ok) return flushed;
    }
    const known = this.byKey.get(key);
    if (known !== undefined) return ok(known.isRemoved ? undefined : known.entity);
    const found = await this.repository.findById(id, { tx: this.unit.tx, signal });
    if (!found.ok) return this.unit.fail(found.error);
    return found.value === undefined ? ok(undefined) : map(this.track(found.value), visible);
  }

  /** Whether the repository finds entities by what they are. */
  get isQueryable(): boolean {
    return typeof this.repository.findMany === 'function';
  }

  async findMany(
    where: Specification<Row>,
    options: Pick<FindOptions<Row, string>, 'sort' | 'limit'>,
    signal: AbortSignal | undefined,
  ): AsyncResult<readonly Row[]> {
    const flushed = await this.unit.flush({ signal });
    if (!flushed.ok) return flushed;
    const found = await this.repository.findMany?.(where, { ...options, tx: this.unit.tx, signal });
    if (found === undefined) return ok([]);
    if (!found.ok) return this.unit.fail(found.error);
    const rows: Row[] = [];
    for (const row of found.value) {
      const tracked = this.track(row);
      if (!tracked.ok) return tracked;
      const entity = visible(tracked.value);
      if (entity !== undefined) rows.push(entity);
    }
    return ok(rows);
  }

  create(values: unknown): { entity(options?: IoOptions): AsyncResult<Row> } {
    const isValid = isRow(values);
    const row: Row = isValid ? Object.fromEntries(Object.entries(values).map(([k, value]) => [k, valueOf(value)])) : {};
    const id = row[this.roles.id];
    const pending: Pending = { key: id === undefined ? undefined : keyOf(id), values: row, stored: undefined };
    if (this.unit.isOpen('create', this.name)) {
      if (isValid) this.creates.push(pending);
      else this.note('create', 'the values must be an object.');
    }
    return {
      entity: async (options) => {
        if (pending.stored !== undefined) return ok(pending.stored.entity);
        if (this.unit.isOver) return err(errors.over('create', this.name));
        const flushed = await this.unit.flush(options);
        if (!flushed.ok) return flushed;
        // A flush that went well has created all that was registered before it.
        const { stored } = pending as { readonly stored: Tracked | undefined };
        return stored === undefined ? this.refuse('create', 'it was not stored.') : ok(stored.entity);
      },
    };
  }

  change(entity: unknown, changes: unknown): void {
    const tracked = this.trackedOf('change', entity);
    if (tracked === undefined) return;
    if (!isRow(changes)) {
      this.note('change', 'the changes must be an object.');
      return;
    }
    for (const [name, value] of Object.entries(changes)) {
      if (value !== undefined) tracked.entity[name] = ownCopyOf(value);
    }
  }

  remove(entity: unknown): void {
    const tracked = this.trackedOf('remove', entity);
    if (tracked === undefined) return;
    tracked.isRemoved = true;
    this.removals.push(tracked);
  }

  /** What must be gone before something is created with its id. */
  removeReplaced(options: IoOptions): AsyncResult<void> {
    const created = new Set<unknown>(this.creates.flatMap(({ key }) => (key === undefined ? [] : [key])));
    return this.removeWhere((tracked) => created.has(keyOf(tracked.id)), options);
  }

  removeRest(options: IoOptions): AsyncResult<void> {
    return this.removeWhere(() => true, options);
  }

  async insert({ signal }: IoOptions): AsyncResult<void> {
    const pending = this.creates;
    this.creates = [];
    if (pending.length === 0) return ok();
    const values = pending.map((one) => one.values);
    const created = await this.repository.createMany(values, { tx: this.unit.tx, signal });
    if (!created.ok) return created;
    for (const [index, one] of pending.entries()) {
      const row = created.value[index];
      if (row === undefined) continue;
      const tracked = this.track(row);
      if (!tracked.ok) return tracked;
      one.stored = tracked.value;
    }
    return ok();
  }

  async update({ signal }: IoOptions): AsyncResult<void> {
    const changed: { readonly tracked: Tracked; readonly changes: Row }[] = [];
    for (const tracked of this.byKey.values()) {
      if (tracked.isRemoved) continue;
      const { changes } = tracked;
      const names = Object.keys(changes);
      if (names.length === 0) continue;
      const lost = names.find((name) => changes[name] === undefined);
      if (lost !== undefined) return this.refuse('flush', `${lost} is undefined: what has no value is null.`);
      changed.push({ tracked, changes });
    }
    if (changed.length === 0) return ok();
    const updates = changed.map(({ tracked, changes }) => ({
      id: tracked.id,
      changes,
      ifVersion: this.roles.versionOf(tracked.snapshot),
    }));
    const updated = await this.repository.updateEach(updates, { tx: this.unit.tx, signal });
    if (!updated.ok) return updated;
    for (const [index, { tracked, changes }] of changed.entries()) {
      const row = updated.value[index];
      if (row !== undefined) tracked.written(changes, row);
    }
    return ok();
  }

  private async removeWhere(isMeant: (tracked: Tracked) => boolean, { signal }: IoOptions): AsyncResult<void> {
    const meant = this.removals.filter(isMeant);
    this.removals = this.removals.filter((tracked) => !meant.includes(tracked));
    for (const tracked of meant) {
      const ifVersion = this.roles.versionOf(tracked.snapshot);
      const deleted = await this.repository.delete(tracked.id, { tx: this.unit.tx, signal, ifVersion });
      if (!deleted.ok) return deleted;
      this.byKey.delete(keyOf(tracked.id));
    }
    return ok();
  }

  /** The one object for an id: the row is a new one's, or of one that the unit knows better. */
  private track(row: Row): Result<Tracked> {
    const id = row[this.roles.id];
    if (id === undefined || id === null) {
      return this.refuse(
        'track',
        `an entity has no ${JSON.stringify(this.roles.id)}: say in fields which field is the id.`,
      );
    }
    const known = this.byKey.get(keyOf(id));
    if (known !== undefined) return ok(known);
    const tracked = new Tracked(id, row);
    this.byKey.set(keyOf(id), tracked);
    this.byEntity.set(tracked.entity, tracked);
    return ok(tracked);
  }

  private trackedOf(operation: string, entity: unknown): Tracked | undefined {
    if (!this.unit.isOpen(operation, this.name)) return undefined;
    const tracked = typeof entity === 'object' && entity !== null ? this.byEntity.get(entity) : undefined;
    if (tracked !== undefined && !tracked.isRemoved) return tracked;
    const problem = tracked === undefined ? 'is none of this unit: read it by the unit first' : 'is removed already';
    this.note(operation, `the entity ${problem}.`);
    return undefined;
  }

  /** For what has no answer of its own: the run's says it. */
  private note(operation: string, problem: string): void {
    unwrapOr(this.refuse(operation, problem), undefined);
  }

  private refuse(operation: string, problem: string): Result<never> {
    return this.unit.fail(errors.invalid(operation, `${this.name}: ${problem}`));
  }
}

function visible({ isRemoved, entity }: Tracked): MutableRow | undefined {
  return isRemoved ? undefined : entity;
}

/** A repository has ids of one kind: what is equal is the same key. */
function keyOf(id: unknown): unknown {
  return id instanceof Date ? id.getTime() : id;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
