import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { err, InfraError, ok, unwrap, type EventHandler } from '@infra/core';
import { createTcpProxy, type TcpProxy } from '@tooling/servers';
import { testRedis } from '@tooling/servers/vitest';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { createRedisEventBus, type RedisEventBus } from '../src/index.js';
import { keysOf, looseGrip } from './stored.js';

interface Events {
  readonly tick: number;
  readonly tock: number;
}

type Pattern = 'tick' | '*' | 'to*';

interface Planned {
  readonly key: string;
  readonly type: keyof Events;
  /** How often its handler fails; for good where it says so. */
  readonly fails: number;
  readonly isPermanent: boolean;
  /** How many turns of the loop its handler takes. */
  readonly turns: number;
}

interface Plan {
  readonly events: readonly Planned[];
  readonly batch: number;
  readonly patterns: readonly Pattern[];
  readonly buses: number;
  readonly concurrency: number;
  /** After so many ends a bus ends, and another begins. */
  readonly ends: readonly { readonly after: number; readonly bus: number; readonly how: 'close' | 'crash' }[];
}

const ATTEMPTS = 3;

const planned = fc.record({
  key: fc.constantFrom('a', 'b', 'a:1:', '\u0000ü'),
  type: fc.constantFrom<keyof Events>('tick', 'tick', 'tock'),
  fails: fc.constantFrom(0, 0, 0, 1, 2, 5),
  isPermanent: fc.boolean(),
  turns: fc.nat(4),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  events: fc.array(planned, { minLength: 5, maxLength: 60 }),
  batch: fc.integer({ min: 1, max: 30 }),
  patterns: fc.uniqueArray(fc.constantFrom<Pattern>('tick', '*', 'to*'), { minLength: 1 }),
  buses: fc.integer({ min: 1, max: 3 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  ends: fc.array(
    fc.record({ after: fc.nat(60), bus: fc.nat(2), how: fc.constantFrom<'close' | 'crash'>('close', 'crash') }),
    { maxLength: 3 },
  ),
});

const { url } = testRedis();
const raw = new Redis(url);
const run = `order-property-${randomUUID()}`;

afterAll(async () => {
  const keys = await keysOf(raw, run);
  if (keys.length > 0) await raw.unlink(...keys);
  await raw.quit();
});

/** What has happened to the events of each group, in its order. */
interface Entry {
  readonly pattern: Pattern;
  readonly data: number;
  readonly what: 'begin' | 'fail' | 'end';
}

class Trial {
  readonly log: Entry[] = [];
  private readonly plan: Plan;
  private readonly namespace = `${run}-${randomUUID()}`;
  private readonly open: { readonly bus: RedisEventBus<Events>; readonly proxy: TcpProxy }[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  async begin(): Promise<void> {
    for (let bus = 0; bus < this.plan.buses; bus += 1) await this.join();
  }

  async join(): Promise<void> {
    const proxy = await createTcpProxy({ port: Number(new URL(url).port) });
    const own = `redis://127.0.0.1:${String(proxy.port)}`;
    const { namespace, plan } = this;
    const bus = createRedisEventBus<Events>({ url: own, namespace, pollMs: 10, stallMs: 60_000, maxCrashes: 1_000 });
    this.open.push({ bus, proxy });
    for (const pattern of plan.patterns) {
      const options = { group: 'g', concurrency: plan.concurrency, attempts: ATTEMPTS } as const;
      const backoff = { type: 'fixed', delayMs: 0 } as const;
      unwrap(await bus.subscribe(pattern, this.handler(pattern), { ...options, backoff }));
    }
  }

  /** Publishes in batches, in their order, and ends buses meanwhile. */
  async work(): Promise<void> {
    const { events, batch, ends } = this.plan;
    const left = [...ends];
    for (let from = 0; from < events.length; from += batch) {
      const some = events.slice(from, from + batch).map(({ key, type }, index) => ({ key, type, data: from + index }));
      unwrap(await this.first.ordered.publishMany(some));
      await this.endSome(left);
    }
    await expect
      .poll(
        async () => {
          await this.endSome(left);
          const groups = unwrap(await this.first.groups.list());
          return groups.every(({ waiting, active, failed }) => waiting + active + failed === 0);
        },
        { timeout: 20_000, interval: 10 },
      )
      .toBe(true);
  }

  async close(): Promise<void> {
    for (const { bus, proxy } of this.open) {
      unwrap(await bus.close({ deadlineMs: 0 }));
      await proxy.close();
    }
  }

  private get first(): RedisEventBus<Events> {
    const [first] = this.open;
    if (first === undefined) throw new Error('no bus is open');
    return first.bus;
  }

  private async endSome(left: { after: number; bus: number; how: 'close' | 'crash' }[]): Promise<void> {
    const index = left.findIndex(({ after }) => this.log.filter(({ what }) => what === 'end').length >= after);
    const [end] = index < 0 ? [] : left.splice(index, 1);
    if (end === undefined) return;
    const [ended] = this.open.splice(end.bus % this.open.length, 1);
    if (ended === undefined) return;
    if (end.how === 'crash') ended.proxy.refuse();
    unwrap(await ended.bus.close({ deadlineMs: 0 }));
    await ended.proxy.close();
    await this.join();
    if (end.how === 'crash') await looseGrip(raw, await keysOf(raw, this.namespace));
  }

  private handler(pattern: Pattern): EventHandler<Events> {
    return async ({ data }, { attempt, signal }) => {
      const { fails = 0, isPermanent = false, turns = 0 } = this.plan.events[data] ?? {};
      this.log.push({ pattern, data, what: 'begin' });
      for (let left = turns; left > 0; left -= 1) await turn();
      const isFailing = attempt <= fails;
      const isFinal = !isFailing || isPermanent || attempt === ATTEMPTS;
      // What comes of it has no effect any more.
      if (!signal.aborted) this.log.push({ pattern, data, what: isFinal ? 'end' : 'fail' });
      if (!isFailing) return ok();
      const code = isPermanent ? 'forbidden' : 'unavailable';
      return err(new InfraError({ code, message: 'as planned', provider: 'test', operation: 'handle' }));
    };
  }
}

const isFor = (pattern: Pattern, type: string): boolean =>
  pattern === '*' || (pattern === 'to*' ? type === 'tock' : type === pattern);

/** Every event was handled, and none was begun with before the one of its key before it had ended. */
function check(plan: Plan, log: readonly Entry[]): void {
  for (const pattern of plan.patterns) {
    const own = log.filter((entry) => entry.pattern === pattern);
    const before = new Map<string, number>();
    for (const [data, { key, type }] of plan.events.entries()) {
      if (!isFor(pattern, type)) continue;
      const begun = own.findIndex((entry) => entry.data === data && entry.what === 'begin');
      const previous = before.get(key);
      expect(begun, `${String(data)} of ${pattern} was handled`).toBeGreaterThanOrEqual(0);
      const ended =
        previous === undefined ? -1 : own.findIndex(({ data, what }) => data === previous && what === 'end');
      if (previous !== undefined) expect(ended, `${String(previous)} has ended`).toBeGreaterThanOrEqual(0);
      expect(begun, `${String(data)} began after ${String(previous)} ended`).toBeGreaterThan(ended);
      before.set(key, data);
    }
  }
}

test('whatever fails, closes or crashes: of one key a group begins with one when it is done with the one before', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (given) => {
      const trial = new Trial(given);
      try {
        await trial.begin();
        await trial.work();
        check(given, trial.log);
      } finally {
        await trial.close();
      }
    }),
    { numRuns: Number(process.env['ORDER_RUNS'] ?? 25), interruptAfterTimeLimit: 100_000, endOnFailure: true },
  );
}, 120_000);
