import { randomUUID } from 'node:crypto';
import { unwrap, type InfraError, type OutboxStore } from '@infra/core';
import { createRedisEventBus } from '@infra/events-redis';
import { createOutboxRelay } from '@infra/outbox';
import { createTcpProxy, startRedis, type TcpProxy, type TcpProxyTarget } from '@tooling/servers';
import { expect, onTestFinished, test } from 'vitest';
import { createDrizzleDatabase, createDrizzleOutboxStore } from '../src/index.js';
import { createMoves, type Events } from './moves.js';
import { createSchema, urlOf } from './postgres.js';

const until = (isSo: () => boolean | Promise<boolean>): Promise<void> =>
  expect.poll(isSo, { timeout: 15_000, interval: 10 }).toBe(true);

/** A way to a server that can be cut off, and where it leads. */
async function laneTo(url: string): Promise<{ readonly proxy: TcpProxy; readonly url: string }> {
  const target = new URL(url);
  const to: TcpProxyTarget = { host: target.hostname, port: Number(target.port) };
  const proxy = await createTcpProxy(to);
  onTestFinished(() => proxy.close());
  target.host = `${proxy.host}:${String(proxy.port)}`;
  return { proxy, url: target.href };
}

test('from PostgreSQL to Redis Streams, while a relay is cut off, the bus is away and a relay is closed: none lost, effects once, in the order of their keys', async () => {
  const redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  onTestFinished(() => redis.close());
  const namespace = `bus-${randomUUID()}`;
  const url = urlOf(await createSchema());
  const moves = await createMoves(url);
  onTestFinished(() => moves[Symbol.asyncDispose]());
  const told: InfraError[] = [];
  const onError = (error: InfraError): void => void told.push(error);

  function openBus(at: string) {
    // What is published twice is delivered twice: only the inbox is in the way.
    const options = { namespace, dedupeWindowMs: 1, stallMs: 2_000, pollMs: 50, timeoutMs: 500 };
    const bus = createRedisEventBus<Events>({ url: at, ...options });
    onTestFinished(() => bus[Symbol.asyncDispose]());
    return bus;
  }

  /** As another process has it: with connections of its own. */
  function openDatabase(at: string) {
    const database = createDrizzleDatabase({ url: at, connectTimeoutMs: 500 });
    onTestFinished(() => database[Symbol.asyncDispose]());
    return database;
  }

  async function subscribe(): Promise<{ deliveries: number }> {
    const handle = moves.handlerOver(openDatabase(url));
    const member = { deliveries: 0 };
    const subscribed = await openBus(redis.url).subscribe(
      'moved',
      (event, run) => {
        member.deliveries += 1;
        return handle(event, run);
      },
      { group: 'effects', concurrency: 8, attempts: 20, backoff: { type: 'fixed', delayMs: 20 } },
    );
    unwrap(subscribed);
    return member;
  }

  async function startRelay(database: string, bus: string, spoil = (store: OutboxStore): OutboxStore => store) {
    const relay = createOutboxRelay<Events>({
      store: spoil(createDrizzleOutboxStore(openDatabase(database))),
      bus: openBus(bus),
      onError,
      limit: 20,
      leaseMs: 1_000,
      pollMs: 100,
      retry: { delayMs: 20, maxMs: 200 },
    });
    onTestFinished(() => relay[Symbol.asyncDispose]());
    unwrap(await relay.start());
    return relay;
  }

  const members = [await subscribe(), await subscribe()];
  const [toDatabase, toBus] = [await laneTo(url), await laneTo(redis.url)];
  const cut = { isDue: false, isDone: false };
  const first = await startRelay(toDatabase.url, toBus.url, (store) => ({
    ...store,
    complete: (claim, ids, options) => {
      // It has published, and can tell nobody.
      if (cut.isDue && !cut.isDone) {
        cut.isDone = true;
        toDatabase.proxy.refuse();
        toBus.proxy.refuse();
      }
      return store.complete(claim, ids, options);
    },
  }));
  const second = await startRelay(url, redis.url);

  // The first relay is cut off: the second takes over what that had claimed.
  const beginning = moves.write(6, 300);
  await until(() => moves.committed > 50);
  cut.isDue = true;
  await beginning;
  while (!cut.isDone) await moves.write(1, moves.committed + 5);
  await moves.expectAll();
  const deliveries = (): number => members.reduce((sum, member) => sum + member.deliveries, 0);
  // What was published twice has taken effect once: had the inbox not been needed, this would have proven nothing of it.
  await until(() => deliveries() > moves.committed);
  toDatabase.proxy.heal();
  toBus.proxy.heal();

  // The bus is away: what is committed meanwhile waits.
  const before = moves.committed;
  const middle = moves.write(6, before + 300);
  await until(() => moves.committed > before + 100);
  await redis.kill();
  const toldBefore = told.length;
  await middle;
  await moves.write(1, moves.committed + 5);
  await until(() => told.length > toldBefore);
  const { pending, claimed } = unwrap(await moves.store.counts());
  expect(pending + claimed).toBeGreaterThan(0);
  await redis.restart();
  await moves.expectAll();

  // The second is closed in the middle of its work, and the first, which is back, does the rest.
  const end = moves.write(6, before + 600);
  await until(() => moves.committed > before + 400);
  unwrap(await second.close());
  await end;
  await moves.expectAll();

  unwrap(await first.close());
  const bus = openBus(redis.url);
  await until(async () =>
    unwrap(await bus.groups.list()).every(({ waiting, active, failed }) => waiting + active + failed === 0),
  );
  expect(unwrap(await bus.deadLetters.list()).items).toEqual([]);
  expect(members.every((member) => member.deliveries > 0)).toBe(true);
}, 60_000);
