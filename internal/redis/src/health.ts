import { ok, type AsyncResult, type Clock, type Health } from '@infra/core';
import type { RedisConnection } from './connection.js';

/** Asks Redis for a sign of life. That it gives none is an answer: `down`. */
export async function redisHealth(
  connection: RedisConnection,
  clock: Clock,
  signal: AbortSignal | undefined,
): AsyncResult<Health> {
  const started = clock.monotonicMs();
  const pong = await connection.send(
    'health',
    signal,
    () => connection.probe(),
    (reply) => ok(reply),
  );
  const latencyMs = clock.monotonicMs() - started;
  if (pong.ok) return ok({ status: 'up', latencyMs });
  if (pong.error.code === 'cancelled') return pong;
  return ok({ status: 'down', latencyMs, reason: pong.error.message });
}
