import type { Cache, ContextCarrier, EventBus, JobQueue, Logger, ObjectStorage, RateLimiter } from '@infra/core';
import type { PortName, ScenarioView } from '../contract.js';
import type { ShopData } from '../data/shop-data.js';
import type { BackingServer } from '../providers/backing-servers.js';
import type { Shop } from '../shop/shop.js';
import type { ShopEvents, ShopJobs } from '../shop/shop-types.js';
import type { Visit } from '../shop/visit.js';
import type { Time } from '../time.js';

/** A whole number that a person may choose. */
export interface IntegerParam {
  readonly title: string;
  readonly summary: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** The ports as a scenario sees them. */
export interface ScenarioPorts {
  readonly cache: Cache;
  readonly storage: ObjectStorage;
  readonly database: ShopData;
  readonly ratelimit: RateLimiter;
  readonly queue: JobQueue<ShopJobs>;
  readonly events: EventBus<ShopEvents>;
  /** Its lines are the run's. */
  readonly logger: Logger;
}

/** What a scenario works with. The ports are recorded: every call of one that does I/O becomes a span. */
export interface ScenarioContext {
  readonly runId: string;
  readonly ports: ScenarioPorts;
  /** What handles the jobs and events of this composition. */
  readonly shop: Shop;
  /** Records a run of one of its handlers. */
  readonly record: Visit['record'];
  /** Records what its relay publishes. */
  readonly relayed: Visit['relayed'];
  /** What is in its context goes with jobs and events. */
  readonly carrier: ContextCarrier;
  /** The server behind a port, where there is one. */
  server(port: PortName): BackingServer | undefined;
  readonly time: Time;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** What was counted in the step so far. */
export interface StepCounts {
  readonly hits: number;
  readonly misses: number;
  readonly loads: number;
  readonly errors: number;
}

export interface StepContext {
  readonly signal: AbortSignal;
  /** So much more is done, in the units of the step. */
  advance(units?: number): void;
  /** What the step promises. When it does not hold, the step has failed, and `why` says what came instead. */
  expect(holds: boolean, why: string): void;
  /** A remark for the table: how long something took. */
  note(text: string): void;
  counts(): StepCounts;
}

export interface Step<Param extends string, World> {
  readonly name: string;
  readonly title: string;
  /** What must hold, in a few words. */
  readonly expectation: string;
  /** How much there is to do, for the progress bar. */
  units(params: Readonly<Record<Param, number>>): number;
  /** Why it makes no sense here, if so. */
  skip?(world: World): string | undefined;
  run(world: World, context: StepContext): Promise<void>;
}

/** A scenario: data, and a function for each step. The world is what its steps share. */
export interface ScenarioDefinition<Param extends string, World> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly ports: readonly PortName[];
  readonly params: Readonly<Record<Param, IntegerParam>>;
  setUp(context: ScenarioContext, params: Readonly<Record<Param, number>>): World | Promise<World>;
  readonly steps: readonly Step<Param, World>[];
  /** Runs at the end whatever happened: puts back what the steps changed outside the process. */
  tearDown?(world: World): Promise<void>;
}

/** A step of a run, with its world. */
export interface ReadyStep {
  readonly name: string;
  skip(): string | undefined;
  run(context: StepContext): Promise<void>;
}

/** A scenario with its params chosen. */
export interface PreparedScenario {
  readonly scenario: Scenario;
  readonly params: Readonly<Record<string, number>>;
  /** How much there is to do in each step, and in all. */
  readonly units: readonly number[];
  readonly total: number;
  setUp(context: ScenarioContext): Promise<{ readonly steps: readonly ReadyStep[]; tearDown(): Promise<void> }>;
}

export interface ParamProblem {
  readonly path: string;
  readonly message: string;
}

/** A scenario whatever its params and its world are. */
export interface Scenario {
  readonly view: ScenarioView;
  /** Checks the params and fills in the defaults. */
  prepare(
    params: Readonly<Record<string, unknown>>,
  ):
    | { readonly ok: true; readonly prepared: PreparedScenario }
    | { readonly ok: false; readonly problems: readonly ParamProblem[] };
}
