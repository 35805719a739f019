import assert from 'node:assert/strict';
import { InfraError, ok, unwrap, type AsyncResult } from '@infra/core';
import { decorate, definePort } from '@infra/layers';
import { pipeline, withCircuitBreaker } from '@infra/resilience';

interface Mail {
  readonly provider: string;
  send(to: string): AsyncResult<string>;
}

const mailSpec = definePort<Mail>('mail', { send: { idempotent: true } });

async function main(): Promise<void> {
  let calls = 0;
  const mail: Mail = {
    provider: 'flaky',
    send: async (to) => {
      calls += 1;
      if (calls > 1) return ok(`sent to ${to}`);
      const failure = { code: 'unavailable', message: 'refused', provider: 'flaky', operation: 'mail.send' } as const;
      return { ok: false, error: new InfraError(failure) };
    },
  };
  const steady = decorate(
    mail,
    mailSpec,
    pipeline({
      retry: { maxAttempts: 3, initialDelayMs: 1 },
      circuitBreaker: {},
      attemptTimeout: { ms: 1_000 },
    }),
  );
  assert.equal(unwrap(await steady.send('ada@example.com')), 'sent to ada@example.com');
  assert.equal(calls, 2);
  const guarded = withCircuitBreaker(async (n: number) => ok(n + 1), { name: 'increment' });
  assert.equal(unwrap(await guarded(1)), 2);
}

void main();
