import { err, InfraError, ok, type Result } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import type { Composer } from '../composition/composer.js';
import type { LiveEvent, LogView, RunView, Span } from '../contract.js';
import type { BackingServers } from '../providers/backing-servers.js';
import type { Instruments } from '../operate/instruments.js';
import { findProvider } from '../providers/registry.js';
import type { PreparedScenario } from '../scenarios/scenario.js';
import type { Time } from '../time.js';
import { Run } from './run.js';

/** How many runs are remembered. */
const REMEMBERED = 20;
/** How often a run under way tells of its progress, in milliseconds. */
const TELL_EVERY_MS = 100;

/** The runs of this process: one at a time, the newest ones remembered. */
export interface RunStore {
  /** Newest first. */
  list(): readonly RunView[];
  get(id: string): RunView | undefined;
  spans(id: string): readonly Span[] | undefined;
  log(id: string): LogView | undefined;
  readonly running: RunView | undefined;
  /** A `conflict` while another run is under way. */
  begin(prepared: PreparedScenario): Result<{ readonly id: string; readonly finished: Promise<RunView> }>;
  /** Whether there was a run under way with this id. */
  cancel(id: string): boolean;
  /** Cancels what is under way and waits for its end. */
  close(): Promise<void>;
}

export interface RunStoreSettings {
  readonly composer: Composer;
  readonly servers: BackingServers;
  readonly instruments: Instruments;
  readonly time: Time;
  readonly publish: (event: LiveEvent) => void;
}

export function createRunStore({ composer, servers, instruments, time, publish }: RunStoreSettings): RunStore {
  let runs: readonly Run[] = [];
  let active: { readonly run: Run; readonly finished: Promise<RunView> } | undefined;

  async function execute(run: Run): Promise<RunView> {
    await run.execute();
    active = undefined;
    publish({ type: 'run', run: run.view });
    return run.view;
  }

  return {
    list: () => runs.map((run) => run.view),
    get: (id) => runs.find((run) => run.id === id)?.view,
    spans: (id) => runs.find((run) => run.id === id)?.spans,
    log: (id) => runs.find((run) => run.id === id)?.log,
    get running() {
      return active?.run.view;
    },
    begin(prepared) {
      if (active !== undefined) return err(busy(active.run.id));
      const id = uuidv7(Date.now());
      let toldMs = -Infinity;
      const { composition, layers, hash, ports, shop, carrier } = composer;
      const { faults, trails } = instruments;
      const run = new Run({
        id,
        prepared,
        composition,
        layers,
        faults: faults.views,
        hash,
        ports,
        ...{ trails, shop, carrier },
        time,
        startedAt: new Date(),
        server(port) {
          const kind = findProvider(port, composition[port])?.need?.server;
          return kind === undefined ? undefined : servers.running(kind);
        },
        onChange(what) {
          // A view costs a sort of all durations: often enough to look alive, and not for every call.
          if (what === 'progress' && time.monotonicMs() - toldMs < TELL_EVERY_MS) return;
          toldMs = time.monotonicMs();
          publish({ type: 'run', run: run.view });
        },
        onSpan: (span) => publish({ type: 'spans', run: id, spans: [span] }),
      });
      faults.seed(run.view.seed);
      runs = [run, ...runs].slice(0, REMEMBERED);
      const finished = execute(run);
      active = { run, finished };
      return ok({ id, finished });
    },
    cancel(id) {
      if (active?.run.id !== id) return false;
      active.run.cancel();
      return true;
    },
    async close() {
      active?.run.cancel();
      await active?.finished;
    },
  };
}

function busy(id: string): InfraError {
  return new InfraError({
    code: 'conflict',
    message: `the run ${id} is still under way: wait for it, or cancel it`,
    provider: 'playground',
    operation: 'runs.begin',
    details: { run: id },
  });
}
