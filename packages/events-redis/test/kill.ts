import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '../src/index.js';

const script = fileURLToPath(new URL('handle.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

export interface Killing {
  readonly url: string;
  readonly events: number;
  readonly kills: number;
  readonly workers: number;
}

export interface Outcome {
  /** Events that no handler has ended. */
  readonly lost: readonly number[];
  /** How often handlers ended an event that had ended before. */
  readonly duplicates: number;
  /** Kills that hit a process in the middle of a handler. */
  readonly hits: number;
  /** Runs that said of themselves that they were no first ones. */
  readonly redelivered: number;
  readonly dead: number;
}

/** Has workers handle events, and kills them with `kill -9`, one after another, while they do. */
export async function killWhileHandling({ url, events, kills, workers }: Killing): Promise<Outcome> {
  const namespace = `kill-${String(process.pid)}-${String(Date.now())}`;
  const ended = new Map<number, number>();
  let hits = 0;
  let redelivered = 0;

  async function startWorker(): Promise<{ readonly child: ChildProcess; readonly open: Set<string> }> {
    const child = spawn(process.execPath, ['--import', tsx, script, url, namespace], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
    });
    const open = new Set<string>();
    let rest = '';
    const isReady = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const [what, data = '', run = ''] = line.split(' ');
          if (what === 'ready') resolve();
          if (what === 'began') {
            open.add(data);
            if (Number(run) > 1) redelivered += 1;
          }
          if (what === 'ended') {
            open.delete(data);
            ended.set(Number(data), (ended.get(Number(data)) ?? 0) + 1);
          }
        }
      });
    });
    await isReady;
    return { child, open };
  }

  await using bus = createRedisEventBus<{ readonly tick: number }>({ url, namespace });
  // The group is there before the first event.
  const first = unwrap(await bus.subscribe('tick', async () => ok(), { group: 'work' }));
  unwrap(await first.close());
  const running = await Promise.all(Array.from({ length: workers }, startWorker));
  let published = 0;
  const publish = async (upTo: number): Promise<void> => {
    const batch = Array.from({ length: upTo - published }, (_, index) => published + index);
    published = upTo;
    unwrap(await bus.publishMany(batch.map((data) => ({ type: 'tick', data }))));
  };
  for (let kill = 0; kill < kills; kill += 1) {
    const index = kill % workers;
    const victim = running[index];
    if (victim === undefined) break;
    // Spread over the kills, so that each finds work in flight.
    await publish(Math.floor(((kill + 1) * events) / kills));
    const began = Date.now();
    while (victim.open.size === 0 && Date.now() - began < 2_000) await new Promise((resolve) => setTimeout(resolve, 1));
    const gone = once(victim.child, 'close');
    victim.child.kill('SIGKILL');
    await gone;
    if (victim.open.size > 0) hits += 1;
    running[index] = await startWorker();
  }
  const began = Date.now();
  while (ended.size < events && Date.now() - began < 60_000) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { child } of running) {
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }
  const all = Array.from({ length: events }, (_, index) => index);
  const dead = unwrap(await bus.deadLetters.list({ limit: 1_000 })).items.length;
  const duplicates = [...ended.values()].reduce((sum, times) => sum + times - 1, 0);
  return { lost: all.filter((data) => !ended.has(data)), duplicates, hits, redelivered, dead };
}
