import { err, ok, type AsyncResult, type Result } from '@infra/core';
import type { EventRecord } from '@internal/event-rules';
import { runScript, type RedisConnection } from '@internal/redis';
import { errors } from './errors.js';
import type { Keys } from './keys.js';
import { PUBLISH, PUBLISH_ORDERED } from './publish-scripts.js';
import { textOf } from './wire.js';

/**
 * How many events leave together at most, and about how many characters they have: others are not to wait for long. Of 64 publications at a
 * time the server has one half while this process has the other (measured: 1.7 times XADD, with 64 together 1.3, with 16 1.4).
 */
const MOST_TOGETHER = 32;
const MOST_TEXT = 65_536;

/** How many events can be published at once: all or none is one command, during which everybody else waits for Redis. */
const MOST_AT_ONCE = 100_000;

interface Publication {
  readonly records: readonly EventRecord[];
  readonly resolve: (published: Result<readonly boolean[]>) => void;
}

/**
 * Puts events into the stream. What is published within one turn of the loop leaves in one command: a command of its own costs more than
 * the event. Each publication is all or none as before, for the whole command is.
 */
export class Publisher {
  private readonly connection: RedisConnection;
  private readonly keys: Keys;
  private readonly dedupeWindowMs: number;
  private waiting: Publication[] = [];
  private waitingEvents = 0;
  private waitingText = 0;
  private operation = '';
  private isFlushDue = false;

  constructor(connection: RedisConnection, keys: Keys, dedupeWindowMs: number) {
    this.connection = connection;
    this.keys = keys;
    this.dedupeWindowMs = dedupeWindowMs;
  }

  /** All or none, in their order. For each, whether it was published. */
  publish(records: readonly EventRecord[], operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    if (records.length > MOST_AT_ONCE) {
      return Promise.resolve(
        err(errors.invalid(operation, `At most ${String(MOST_AT_ONCE)} events can be published at once.`)),
      );
    }
    // What may be cancelled is not tied to what may not. All of them leave in the order of the calls.
    if (signal !== undefined || records.length > MOST_TOGETHER || operation !== this.operation) this.flush();
    if (signal !== undefined || records.length > MOST_TOGETHER) return this.send(records, operation, signal);
    this.operation = operation;
    this.waitingEvents += records.length;
    for (const { packed } of records) this.waitingText += String(packed).length;
    const published = new Promise<Result<readonly boolean[]>>((resolve) => this.waiting.push({ records, resolve }));
    if (this.waitingEvents >= MOST_TOGETHER || this.waitingText >= MOST_TEXT) this.flush();
    else if (!this.isFlushDue) {
      this.isFlushDue = true;
      process.nextTick(() => {
        this.isFlushDue = false;
        this.flush();
      });
    }
    return published;
  }

  /** Sends what waits. */
  flush(): void {
    const { waiting, operation } = this;
    const [first] = waiting;
    if (first === undefined) return;
    this.waiting = [];
    this.waitingEvents = 0;
    this.waitingText = 0;
    const all = waiting.length === 1 ? first.records : waiting.flatMap(({ records }) => records);
    void this.send(all, operation).then((sent) => {
      let begin = 0;
      for (const { records, resolve } of waiting) {
        resolve(sent.ok ? ok(sent.value.slice(begin, begin + records.length)) : err(sent.error));
        begin += records.length;
      }
    });
  }

  private send(
    records: readonly EventRecord[],
    operation: string,
    signal?: AbortSignal,
  ): AsyncResult<readonly boolean[]> {
    const [first] = records;
    const isOrdered = records.some(({ key }) => key !== undefined);
    if (records.length === 1 && first !== undefined && !first.isNamed && !isOrdered) {
      return this.sendOne(first, operation, signal);
    }
    const { stream, last, lastAt } = this.keys;
    const named = records.filter(({ isNamed }) => isNamed).map(({ id }) => this.keys.id(id));
    const flags = records.map(({ isNamed }) => (isNamed ? '1' : '0')).join('');
    const args: (string | number)[] = [this.dedupeWindowMs, flags];
    for (const record of records) {
      args.push(textOf(record));
      if (isOrdered) args.push(record.key ?? '');
    }
    const script = isOrdered ? PUBLISH_ORDERED : PUBLISH;
    const keys = isOrdered ? [stream, last, lastAt, ...named] : [stream, ...named];
    // With its text where order counts, for a script that the server does not know by its digest is sent again, and others might overtake
    // it; and where there are more arguments than a call can have.
    const isWithText = isOrdered || records.length > MOST_TOGETHER;
    return this.connection.send(
      operation,
      signal,
      (client) =>
        isWithText
          ? client.call('eval', [script.source, keys.length, ...keys, ...args])
          : runScript(client, script, keys, args),
      (reply) => ok((reply as readonly number[]).map((one) => one === 1)),
    );
  }

  /** The short way, without a script. */
  private sendOne(record: EventRecord, operation: string, signal?: AbortSignal): AsyncResult<readonly boolean[]> {
    return this.connection.send(
      operation,
      signal,
      (client) => client.xadd(this.keys.stream, '*', 'e', textOf(record)),
      () => ok([true]),
    );
  }
}
