import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ok, unwrap } from '@infra/core';
import { createTcpProxy, startRedis } from '@tooling/servers';
import { createRedisEventBus, type RedisEventBus } from '../src/index.js';
import { dataOf, keyOf, type ChaosEvents } from './chaos-events.js';
import { ChaosLog } from './chaos-log.js';

const script = fileURLToPath(new URL('chaos.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

/** How many events are published in one step. */
const BATCH = 100;

export interface ChaosPlan {
  /** Half of them with one of so many keys. */
  readonly events: number;
  readonly keys: number;
  /** How many processes are killed, all of them while they handle something. */
  readonly kills: number;
  readonly workers: number;
  readonly concurrency: number;
  /** How long a handler takes, more or less. */
  readonly workMs: number;
  readonly stallMs: number;
  /** How often Redis is killed and started again, with AOF, and how often all connections are cut. */
  readonly restarts: number;
  readonly cuts: number;
}

export interface ChaosReport {
  /** Events that no handler has ended, and those whose data were not what was published. */
  readonly lost: readonly number[];
  readonly wrong: readonly number[];
  /** How often events ended that had ended before, and were handed out again though they had not failed. */
  readonly duplicates: number;
  readonly redeliveries: number;
  /** Events that were begun twice as if for the first time. */
  readonly unsaid: readonly number[];
  /** Pairs of one key of which the second was begun before the first had ended. */
  readonly overtaken: readonly (readonly [number, number])[];
  readonly kills: number;
  readonly killsInFlight: number;
  readonly dead: number;
  /** What is left in the group when all is done. */
  readonly left: number;
  /** Exit codes of the workers that were asked to end. */
  readonly exits: readonly (number | null)[];
}

interface Worker {
  readonly child: ChildProcess;
  readonly inFlight: Set<number>;
  isReady: boolean;
}

/** Publishes events, has worker processes handle them, and disturbs whatever it can meanwhile. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  await using server = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  await using proxy = await createTcpProxy({ port: server.port });
  const url = `redis://127.0.0.1:${String(proxy.port)}`;
  const namespace = 'chaos';
  await using bus = createRedisEventBus<ChaosEvents>({ url, namespace, keepHistory: 0 });
  // The group is there before the first event.
  const first = unwrap(await bus.subscribe('happened', async () => ok(), { group: 'work' }));
  unwrap(await first.close());
  const log = new ChaosLog();
  const workers = new Set<Worker>();
  const exits: (number | null)[] = [];
  let isEnding = false;

  function work(): void {
    const times = [plan.workMs, plan.concurrency, plan.stallMs].map(String);
    const child = spawn(process.execPath, ['--import', tsx, script, url, namespace, ...times], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
    });
    const worker: Worker = { child, inFlight: new Set(), isReady: false };
    workers.add(worker);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word = '', seq = '', run = '', at = ''] = line.split(' ');
      if (word === 'ready') worker.isReady = true;
      else log.add(word, Number(seq), Number(run), BigInt(at));
      if (word === 'begin' || word === 'again') worker.inFlight.add(Number(seq));
      if (word === 'end') worker.inFlight.delete(Number(seq));
    });
    child.once('close', (code) => {
      workers.delete(worker);
      if (isEnding) exits.push(code);
      else work();
    });
  }

  for (let count = 0; count < plan.workers; count += 1) work();
  let published = 0;
  let kills = 0;
  let killsInFlight = 0;
  const everyCut = Math.ceil(plan.kills / (plan.cuts + 1));
  const everyRestart = Math.ceil(plan.kills / (plan.restarts + 1));
  while (kills < plan.kills) {
    // Spread over the kills, so that each finds work in flight.
    const upTo = Math.floor(((kills + 1) * plan.events) / plan.kills);
    const publishing = publishUpTo(bus, published, upTo, plan.keys);
    published = upTo;
    await pause(100);
    const victim = await busyOne(workers);
    kills += 1;
    if (victim.inFlight.size > 0) killsInFlight += 1;
    victim.child.kill('SIGKILL');
    if (kills % everyCut === 0) proxy.cut();
    if (kills % everyRestart === 0) await server.restart();
    await publishing;
  }

  for (;;) {
    const groups = await bus.groups.list();
    const left = groups.ok ? groups.value.map(({ waiting, active, failed }) => waiting + active + failed) : [1];
    const areReady = [...workers].every(({ isReady }) => isReady) && workers.size === plan.workers;
    if (left.every((count) => count === 0) && areReady) break;
    await pause(100);
  }
  const left = await bus.native.exists('{chaos:}held:["work","happened"]', '{chaos:}busy:["work","happened"]');
  const dead = await countLetters(bus);
  isEnding = true;
  const endings = [...workers].map(({ child }) => once(child, 'close'));
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(endings);
  return { ...log.report(plan.events, plan.keys), kills, killsInFlight, dead, left, exits };
}

/** In order, and again until it is known to be published: the ids make that harmless. */
async function publishUpTo(bus: RedisEventBus<ChaosEvents>, from: number, to: number, keys: number): Promise<void> {
  for (let begin = from; begin < to; begin += BATCH) {
    const seqs = Array.from({ length: Math.min(BATCH, to - begin) }, (_, index) => begin + index);
    const events = seqs.map((seq) => ({ type: 'happened', data: dataOf(seq), id: `e-${String(seq)}`, seq }) as const);
    const keyed = events.flatMap(({ seq, ...event }) => {
      const key = keyOf(seq, keys);
      return key === undefined ? [] : [{ ...event, key }];
    });
    const plain = events.filter(({ seq }) => keyOf(seq, keys) === undefined).map(({ seq: _, ...event }) => event);
    while (!(await bus.ordered.publishMany(keyed)).ok) await pause(50);
    while (!(await bus.publishMany(plain)).ok) await pause(50);
  }
}

async function busyOne(workers: ReadonlySet<Worker>): Promise<Worker> {
  for (;;) {
    const busy = [...workers].filter(({ inFlight, child }) => inFlight.size > 0 && child.signalCode === null);
    const one = busy[Math.floor(Math.random() * busy.length)];
    if (one !== undefined) return one;
    await pause(5);
  }
}

async function countLetters(bus: RedisEventBus<ChaosEvents>): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ;) {
    const page = unwrap(await bus.deadLetters.list({ limit: 500, cursor }));
    count += page.items.length;
    cursor = page.nextCursor;
    if (cursor === undefined) return count;
  }
}
