import type { Clock } from '@infra/core';
import type { CircuitState, ResilienceEvent } from '@infra/resilience';
import type { Composer } from '../composition/composer.js';
import type { Happening, OperateTick, OperateView, PortSample } from '../contract.js';
import type { PortMeter } from './port-meter.js';

/** How long a stretch is, and how much is remembered, in milliseconds. */
const EVERY_MS = 1_000;
const REMEMBERED_MS = 15 * 60_000;
const HAPPENINGS = 100;

/** From the best to the worst: what a stretch is called in which it was both. */
const BREAKER_STATES: readonly CircuitState[] = [
  'disabled',
  'metrics-only',
  'closed',
  'half-open',
  'open',
  'forced-open',
];

export interface OperateLogParts {
  readonly composer: Pick<Composer, 'breakers' | 'onEvent'>;
  readonly meter: PortMeter;
  readonly clock: Clock;
  readonly onHappening: (happening: Happening) => void;
}

const NOTHING: PortSample = { calls: 0, errors: 0, retries: 0, p50Us: 0, p95Us: 0, p99Us: 0 };

/** How the ports were doing, stretch by stretch, and what happened to them. */
export class OperateLog {
  readonly #parts: OperateLogParts;
  readonly #stop: () => void;
  #ticks: readonly OperateTick[] = [];
  #happenings: readonly Happening[] = [];
  /** The worst that each breaker was since the last stretch. */
  #worst = new Map<string, CircuitState>();

  constructor(parts: OperateLogParts) {
    this.#parts = parts;
    this.#stop = parts.composer.onEvent((event) => this.#hear(event));
  }

  get view(): OperateView {
    return { everyMs: EVERY_MS, ticks: this.#ticks, happenings: this.#happenings };
  }

  /** Ends a stretch. To be called every `view.everyMs`. */
  tick(): OperateTick {
    const at = this.#parts.clock.now().getTime();
    const ports: Record<string, PortSample> = Object.fromEntries(this.#parts.meter.read());
    for (const { name, state } of this.#parts.composer.breakers.all()) {
      ports[name] = { ...(ports[name] ?? NOTHING), breaker: worse(state, this.#worst.get(name)) };
    }
    this.#worst = new Map();
    const tick: OperateTick = { at, ports };
    this.#ticks = [...this.#ticks, tick].slice(-REMEMBERED_MS / EVERY_MS);
    return tick;
  }

  note(happening: Omit<Happening, 'at'>): void {
    const noted = { at: this.#parts.clock.now().getTime(), ...happening };
    this.#happenings = [...this.#happenings, noted].slice(-HAPPENINGS);
    this.#parts.onHappening(noted);
  }

  close(): void {
    this.#stop();
  }

  #hear(event: ResilienceEvent): void {
    if (event.type !== 'circuit-state-changed') return;
    const { name, from, to, reason } = event;
    this.#worst.set(name, worse(to, this.#worst.get(name) ?? from));
    const tone = to === 'closed' ? 'good' : to === 'half-open' ? 'warn' : 'bad';
    this.note({ kind: 'breaker', tone, text: `breaker ${name}: ${from} → ${to}, ${reason.replaceAll('-', ' ')}` });
  }
}

function worse(state: CircuitState, other: CircuitState = state): CircuitState {
  return BREAKER_STATES.indexOf(other) > BREAKER_STATES.indexOf(state) ? other : state;
}
