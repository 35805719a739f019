import { err, ok, type AsyncResult, type Clock, type JobWorker } from '@infra/core';
import { within } from '@internal/deadline';
import { ask, sorted, type Answer, type Named } from './across.js';
import { errors } from './errors.js';
import type { StartOptions } from './queue-manager.js';
import { unknownName } from './scope.js';
import { deadlineOf, groupWorkers, type Deadline, type WorkerGroup } from './workers.js';
import type { AnyQueue } from './queues.js';

/** How long workers may take to close again that were started in vain, in milliseconds. */
const GIVE_UP_MS = 5_000;

/** Starts workers, and knows those that run. */
export class Workers {
  private readonly queues: ReadonlyMap<string, AnyQueue>;
  private readonly parallel: number;
  private readonly clock: Clock;
  private readonly groups = new Set<WorkerGroup>();
  private readonly starting = new Set<Promise<unknown>>();
  private isClosing = false;

  constructor(queues: ReadonlyMap<string, AnyQueue>, parallel: number, clock: Clock) {
    this.queues = queues;
    this.parallel = parallel;
    this.clock = clock;
  }

  start(handlers: object, options: StartOptions<Readonly<Record<string, unknown>>>): AsyncResult<WorkerGroup> {
    const started = this.startAll(handlers, options);
    this.starting.add(started);
    return started.finally(() => this.starting.delete(started));
  }

  /** What is being started is closed as well: no worker is left behind. */
  async end(times: Deadline): Promise<readonly Answer<void>[]> {
    this.isClosing = true;
    const starting = within(this.clock, times.deadlineMs, () => Promise.all(this.starting));
    const [answers] = await Promise.all([Promise.all([...this.groups].map((group) => group.end(times))), starting]);
    return answers.flat();
  }

  private isOpen(): boolean {
    return !this.isClosing;
  }

  private async startAll(
    handlers: object | undefined,
    { signal, queues: own = {}, ...common }: StartOptions<Readonly<Record<string, unknown>>>,
  ): AsyncResult<WorkerGroup> {
    const given = new Map<string, unknown>(Object.entries(handlers ?? {}).filter(([, value]) => value !== undefined));
    if (given.size === 0) return err(errors.invalid('start', 'handlers must have the handlers of at least one queue.'));
    const problem = unknownName(this.queues, [...given.keys()]) ?? this.optionsProblem(Object.keys(own), given);
    if (problem !== undefined) return err(errors.invalid('start', problem));
    if (!this.isOpen()) return err(errors.closed('start'));
    if (isAborted(signal)) return err(errors.cancelled('start'));
    const wanted: readonly Named[] = [...this.queues].filter(([name]) => given.has(name));
    const answers = await ask<JobWorker>(wanted, this.parallel, (queue, name) =>
      // Its type has been compared with the queue's by the compiler; here it is whatever the name has.
      queue.process(given.get(name) as never, { ...common, ...own[name], signal }),
    );
    const { done, failed } = sorted(answers);
    const group = groupWorkers(done, this.clock, (ended) => this.groups.delete(ended));
    if (failed.length > 0 || !this.isOpen()) {
      await group.end(deadlineOf(GIVE_UP_MS));
      if (isAborted(signal)) return err(errors.cancelled('start'));
      return err(
        failed.length > 0
          ? errors.partial(
              'start',
              failed,
              done.map(([name]) => [name, 'closed']),
            )
          : errors.closed('start'),
      );
    }
    this.groups.add(group);
    return ok(group);
  }

  private optionsProblem(named: readonly string[], given: ReadonlyMap<string, unknown>): string | undefined {
    const idle = named.find((name) => !given.has(name));
    return idle === undefined ? undefined : `There are options for ${JSON.stringify(idle)}, and no handlers.`;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
