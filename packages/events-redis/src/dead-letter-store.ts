import { ok, type AsyncResult } from '@infra/core';
import type { AnyLetter, EventRecord } from '@internal/event-rules';
import type { Range } from '@internal/handler-rules';
import { uuidv7 } from '@internal/ids';
import type { RedisConnection } from '@internal/redis';
import type { GroupKeys, Keys } from './keys.js';
import { CLEAR, DELIVER, LETTERS, REPLAY } from './letter-scripts.js';
import { isReadable, readLetter, showLetter, type StoredLetter } from './letters.js';
import { callScript } from './scripted.js';
import { parkedText, wireOf, type ParkedDelivery } from './wire.js';

/** The dead letters, and how they are delivered again. */
export class DeadLetterStore {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly wake: (group: GroupKeys) => void;

  /** @param wake called when something was put into a group */
  constructor(connection: RedisConnection, keys: Keys, wake: (group: GroupKeys) => void) {
    this.connection = connection;
    this.keys = keys;
    this.wake = wake;
  }

  async list({ offset, limit }: Range, signal?: AbortSignal): AsyncResult<readonly AnyLetter[]> {
    const { letters, letterData } = this.keys;
    const args = [offset, offset + limit - 1];
    const call = { script: LETTERS, keys: [letters, letterData], args, operation: 'deadLetters.list', signal };
    const stored = await callScript(this.connection, call, (reply) =>
      (reply as readonly string[]).filter((text) => text !== '').map(readLetter),
    );
    return stored.ok ? ok(stored.value.map(showLetter)) : stored;
  }

  async get(id: string, operation: string, signal?: AbortSignal): AsyncResult<AnyLetter | undefined> {
    const stored = await this.read(id, operation, signal);
    return stored.ok ? ok(stored.value && showLetter(stored.value)) : stored;
  }

  async replay(id: string, signal?: AbortSignal): AsyncResult<'replayed' | 'missing' | 'unreadable'> {
    const stored = await this.read(id, 'deadLetters.replay', signal);
    if (!stored.ok) return stored;
    if (stored.value === undefined) return ok('missing');
    if (!isReadable(stored.value)) return ok('unreadable');
    const replayed = await this.revive(stored.value, 'deadLetters.replay', signal);
    return replayed.ok ? ok(replayed.value ? 'replayed' : 'missing') : replayed;
  }

  async replayAll(signal?: AbortSignal): AsyncResult<number> {
    const operation = 'deadLetters.replayAll';
    const ids = await this.connection.send(
      operation,
      signal,
      (client) => client.zrange(this.keys.letters, '0', '-1'),
      (reply) => ok(reply),
    );
    if (!ids.ok) return ids;
    let count = 0;
    for (const id of ids.value) {
      const stored = await this.read(id, operation, signal);
      if (!stored.ok) return stored;
      if (stored.value === undefined || !isReadable(stored.value)) continue;
      const replayed = await this.revive(stored.value, operation, signal);
      if (!replayed.ok) return replayed;
      if (replayed.value) count += 1;
    }
    return ok(count);
  }

  /** Delivers an event to the group of a letter. False where the letter is gone. */
  async deliver({ id, group, pattern }: AnyLetter, record: EventRecord, signal?: AbortSignal): AsyncResult<boolean> {
    const keys = this.keys.group(group, pattern);
    const delivery: ParkedDelivery = { wire: wireOf(record), runs: 0, failed: 0, crashes: 0, failures: [] };
    const call = {
      script: DELIVER,
      keys: [this.keys.letterData, keys.due, keys.parked],
      args: [id, uuidv7(Date.now()), parkedText(delivery)],
      operation: 'deadLetters.replayAs',
      signal,
    };
    const delivered = await callScript(this.connection, call, (reply) => reply === 1);
    this.wake(keys);
    return delivered;
  }

  clear(signal?: AbortSignal): AsyncResult<number> {
    const { letters, letterData } = this.keys;
    const call = { script: CLEAR, keys: [letters, letterData], operation: 'deadLetters.clear', signal };
    return callScript(this.connection, call, Number);
  }

  /** Gives a letter back to its group, with all attempts. False where it is gone. */
  private revive(letter: StoredLetter, operation: string, signal?: AbortSignal): AsyncResult<boolean> {
    const keys = this.keys.group(letter.group, letter.pattern);
    const { wire, runs, failures } = letter;
    const call = {
      script: REPLAY,
      keys: [this.keys.letters, this.keys.letterData, keys.due, keys.parked],
      args: [letter.id, uuidv7(Date.now()), parkedText({ wire, runs, failed: 0, crashes: 0, failures })],
      operation,
      signal,
    };
    return callScript(this.connection, call, (reply) => {
      this.wake(keys);
      return reply === 1;
    });
  }

  private read(id: string, operation: string, signal?: AbortSignal): AsyncResult<StoredLetter | undefined> {
    return this.connection.send(
      operation,
      signal,
      (client) => client.hget(this.keys.letterData, id),
      (text) => ok(text === null ? undefined : readLetter(text)),
    );
  }
}
