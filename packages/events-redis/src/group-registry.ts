import { ok, type AsyncResult, type EventGroup } from '@infra/core';
import type { RedisConnection } from '@internal/redis';
import { COUNT, GROUPS, REMOVE } from './group-scripts.js';
import { partsOf, type Keys } from './keys.js';
import { callScript } from './scripted.js';

/** Who gets events, and what they have to do. */
export class GroupRegistry {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;

  constructor(connection: RedisConnection, keys: Keys) {
    this.connection = connection;
    this.keys = keys;
  }

  async list(signal?: AbortSignal): AsyncResult<readonly EventGroup[]> {
    const call = { script: GROUPS, keys: [this.keys.stream], operation: 'groups.list', signal };
    const listed = await callScript(this.connection, call, (reply) => {
      return reply as readonly (readonly [string, number, number])[];
    });
    if (!listed.ok) return listed;
    const groups: EventGroup[] = [];
    for (const [name, pending, lag] of listed.value) {
      const [group, pattern] = partsOf(name) ?? [];
      if (group === undefined || pattern === undefined) continue;
      const counted = await this.count(name, signal);
      if (!counted.ok) return counted;
      const [now, later, handled, alive, held] = counted.value;
      const waiting = lag + now + held;
      groups.push({ group, pattern, waiting, active: pending + handled, failed: later, members: alive });
    }
    return ok(groups.sort((a, b) => compare(a.group, b.group) || compare(a.pattern, b.pattern)));
  }

  remove(group: string, pattern: string, signal?: AbortSignal): AsyncResult<'removed' | 'missing' | 'in use'> {
    const { name, due, leased, parked, busy, held, members } = this.keys.group(group, pattern);
    const keys = [this.keys.stream, members, due, leased, parked, busy, held];
    const call = { script: REMOVE, keys, args: [name], operation: 'groups.remove', signal };
    return callScript(this.connection, call, (reply) => {
      if (reply === -1) return 'in use';
      return reply === 1 ? 'removed' : 'missing';
    });
  }

  private count(name: string, signal?: AbortSignal): AsyncResult<readonly [number, number, number, number, number]> {
    const { due, leased, members, held } = this.keys.groupNamed(name);
    const call = { script: COUNT, keys: [due, leased, members, held], operation: 'groups.list', signal };
    return callScript(this.connection, call, (reply) => reply as readonly [number, number, number, number, number]);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
