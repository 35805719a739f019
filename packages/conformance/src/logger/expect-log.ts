import assert from 'node:assert/strict';
import type { LogFields, Logger, LogLevel } from '@infra/core';
import type { LoggerHarness, LoggerHarnessOptions, LogRecord } from './harness.js';

/** The levels that a line may have, in order. */
export const LINE_LEVELS: readonly Exclude<LogLevel, 'silent'>[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** What each record says, which is how most cases tell them apart. */
export function messagesOf(records: readonly LogRecord[]): readonly string[] {
  return records.map((record) => record.message);
}

/** Runs a call that has to survive whatever it is given. */
export function survives(call: () => void, what: string): void {
  assert.doesNotThrow(call, `${what}: a logging call threw`);
}

/** Logs one line to a new logger and gives the record that arrives: exactly one. */
export async function logOne(
  harness: LoggerHarness,
  log: (logger: Logger) => void,
  options?: LoggerHarnessOptions,
): Promise<LogRecord> {
  const { logger, records } = await harness.make(options);
  survives(() => {
    log(logger);
  }, 'one line');
  const [record, ...others] = await records();
  assert.ok(record !== undefined, 'the line did not arrive');
  assert.equal(others.length, 0, `one call wrote ${others.length + 1} lines`);
  return record;
}

/** A value of a record as an object, to look into. */
export function objectAt(fields: LogFields, key: string): LogFields {
  const value = fields[key];
  assert.ok(isFields(value), `the field ${key} is no object`);
  return value;
}

function isFields(value: unknown): value is LogFields {
  return typeof value === 'object' && value !== null;
}
