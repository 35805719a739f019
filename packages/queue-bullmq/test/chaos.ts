import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { unwrap, type JobType, type NewJob } from '@infra/core';
import { createTcpProxy, startRedis } from '@tooling/servers';
import { createBullmqQueue } from '../src/index.js';

const script = fileURLToPath(new URL('chaos.process.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsx = pathToFileURL(createRequire(`${root}package.json`).resolve('tsx')).href;

export interface ChaosPlan {
  readonly jobs: number;
  /** How many processes are killed. */
  readonly kills: number;
  readonly workers: number;
  readonly concurrency: number;
  /** How long a job takes, more or less. */
  readonly jobMs: number;
  /** How often Redis is killed and started again, with AOF, and how often all connections are cut. */
  readonly restarts: number;
  readonly cuts: number;
}

export interface ChaosReport {
  readonly added: number;
  /** Of those added: jobs that no process has ended, and jobs that are not completed in the end. */
  readonly neverEnded: readonly string[];
  readonly completed: number;
  /** Runs beyond the first of each job. */
  readonly redeliveries: number;
  /** Jobs that were begun twice as if for the first time. */
  readonly unsaid: readonly string[];
  readonly kills: number;
  /** Kills of a process that had begun a job and not ended it. */
  readonly killsInFlight: number;
  /** How often the job that kills its process was begun, and what it died of. */
  readonly poisonRuns: number;
  readonly poisonReason: string | undefined;
  /** Exit codes of the workers that were asked to end. */
  readonly exits: readonly (number | null)[];
}

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly inFlight: Set<string>;
  isReady: boolean;
}

type Jobs = { readonly work: JobType };

/** Adds jobs, has worker processes do them, and disturbs whatever it can meanwhile. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  await using server = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  await using proxy = await createTcpProxy({ port: server.port });
  const url = `redis://127.0.0.1:${String(proxy.port)}`;
  const name = 'chaos';
  await using queue = createBullmqQueue<Jobs>({ url, name, keepCompleted: 1_000_000 });
  await using poisoned = createBullmqQueue<Jobs>({ url, name: `${name}-poison` });
  const begun: (readonly [string, number])[] = [];
  const ended = new Set<string>();
  const workers = new Set<WorkerProcess>();
  const exits: (number | null)[] = [];
  let isEnding = false;

  function work(): void {
    const args = ['--import', tsx, script, url, name, String(plan.jobMs), String(plan.concurrency)];
    const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    const worker: WorkerProcess = { child, inFlight: new Set(), isReady: false };
    workers.add(worker);
    if (child.stdout === null) throw new Error('no stdout');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, payload = '', run = ''] = line.split(' ');
      if (word === 'begin') {
        begun.push([payload, Number(run)]);
        worker.inFlight.add(payload);
      } else if (word === 'end') {
        ended.add(payload);
        worker.inFlight.delete(payload);
      } else if (word === 'ready') worker.isReady = true;
    });
    child.once('close', (code) => {
      workers.delete(worker);
      if (isEnding) exits.push(code);
      else work();
    });
  }

  const added = await addAll(queue, plan.jobs);
  for (let count = 0; count < plan.workers; count += 1) work();
  const poison = unwrap(await poisoned.add('work', 'poison', { attempts: 1 }));

  let killsInFlight = 0;
  let kills = 0;
  const disturb = async (): Promise<void> => {
    const everyCut = Math.ceil(plan.kills / (plan.cuts + 1));
    const everyRestart = Math.ceil(plan.kills / (plan.restarts + 1));
    while (kills < plan.kills && ended.size < plan.jobs) {
      await pause(150);
      const busy = [...workers].filter(({ inFlight }) => inFlight.size > 0);
      const victim = busy[Math.floor(Math.random() * busy.length)];
      if (victim === undefined) continue;
      kills += 1;
      if (victim.inFlight.size > 0) killsInFlight += 1;
      victim.child.kill('SIGKILL');
      if (kills % everyCut === 0) proxy.cut();
      if (kills % everyRestart === 0) await server.restart();
    }
  };
  await disturb();

  for (;;) {
    const [counts, poisonCounts] = await Promise.all([queue.counts(), poisoned.counts()]);
    const isDone = counts.ok && counts.value.completed + counts.value.dead >= plan.jobs;
    const isPoisonDead = poisonCounts.ok && poisonCounts.value.dead === 1;
    const areReady = [...workers].every(({ isReady }) => isReady);
    if (isDone && isPoisonDead && areReady && workers.size === plan.workers) break;
    await pause(100);
  }
  const letter = unwrap(await poisoned.deadLetters.get(poison.id));
  const { completed } = unwrap(await queue.counts());
  isEnding = true;
  const endings = [...workers].map(({ child }) => once(child, 'close'));
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(endings);

  const firsts = begun.filter(([payload, run]) => run === 1 && payload !== 'poison').map(([payload]) => payload);
  return {
    added,
    neverEnded: Array.from({ length: plan.jobs }, (_, index) => String(index)).filter((payload) => !ended.has(payload)),
    completed,
    redeliveries: begun.filter(([payload, run]) => run > 1 && payload !== 'poison').length,
    unsaid: firsts.filter((payload, index) => firsts.indexOf(payload) !== index),
    kills,
    killsInFlight,
    poisonRuns: begun.filter(([payload]) => payload === 'poison').length,
    poisonReason: letter?.reason.message,
    exits,
  };
}

async function addAll(queue: ReturnType<typeof createBullmqQueue<Jobs>>, jobs: number): Promise<number> {
  let added = 0;
  while (added < jobs) {
    const batch: NewJob<Jobs>[] = [];
    for (let index = added; index < Math.min(jobs, added + 500); index += 1) {
      batch.push({ name: 'work', payload: String(index), attempts: 1 });
    }
    added += unwrap(await queue.addMany(batch)).length;
  }
  return added;
}
