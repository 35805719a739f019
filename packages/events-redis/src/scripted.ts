import { ok, type AsyncResult } from '@infra/core';
import { runScript, type RedisConnection, type Script } from '@internal/redis';

/** A script to run, and for which operation. */
export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args?: readonly (string | number)[];
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a script within the deadline of the connection. */
export function callScript<T>(
  connection: RedisConnection,
  { script, keys, args = [], operation, signal }: ScriptCall,
  read: (reply: unknown) => T,
): AsyncResult<T> {
  return connection.send(
    operation,
    signal,
    (client) => runScript(client, script, keys, args),
    (reply) => ok(read(reply)),
  );
}
