import { EventEmitter } from 'node:events';
import {
  ok,
  type AsyncResult,
  type CloseOptions,
  type Health,
  type HealthCheck,
  type InfraError,
  type IoOptions,
  type Result,
} from '@infra/core';
import type { SignalSource } from '@infra/container';

export interface Fake extends HealthCheck {
  readonly name: string;
  start(options?: IoOptions): AsyncResult<void>;
  close(options?: CloseOptions): AsyncResult<void>;
}

export interface FakeBehaviour {
  readonly start?: (options?: IoOptions) => AsyncResult<void>;
  readonly close?: (options?: CloseOptions) => AsyncResult<void>;
  readonly health?: (options?: IoOptions) => AsyncResult<Health>;
}

/** A service that writes down what happens to it. */
export function fake(log: string[], name: string, behaviour: FakeBehaviour = {}): Fake {
  log.push(`make ${name}`);
  return {
    name,
    async start(options) {
      log.push(`start ${name}`);
      return behaviour.start === undefined ? ok() : behaviour.start(options);
    },
    async close(options) {
      log.push(`close ${name}`);
      return behaviour.close === undefined ? ok() : behaviour.close(options);
    },
    async health(options) {
      return behaviour.health === undefined ? ok({ status: 'up', latencyMs: 1 }) : behaviour.health(options);
    },
  };
}

/** Work that never ends, and says what it was called with. */
export function hanging<T>(seen: (options: object | undefined) => void = () => undefined) {
  return (options?: object): Promise<Result<T>> => {
    seen(options);
    return new Promise(() => undefined);
  };
}

/** A process whose signals come from the test, and whose exit is written down. */
export class FakeProcess extends EventEmitter implements SignalSource {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

/** Lets every promise that can settle without time passing do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The error of a start that must fail. */
export async function failureOf(start: AsyncResult<unknown>): Promise<InfraError> {
  const result = await start;
  if (result.ok) throw new Error('the start went well');
  return result.error;
}
