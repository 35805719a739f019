// An application whose core may be another copy, or another version, than that of an adapter it uses.
import assert from 'node:assert/strict';
import { createMemoryCache } from '@infra/cache-memory';
import { createApp } from '@infra/container';
import { createConsoleLogger } from '@infra/logger-console';
import * as core from '@infra/core';

/** Typed by the application's core: what an adapter makes must fit, to the compiler as well. */
interface Services {
  readonly cache: core.Cache;
  readonly logger: core.Logger;
}

async function main(): Promise<void> {
  const lines: string[] = [];
  const clock: core.Clock = {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    schedule: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs).unref();
      return () => clearTimeout(timer);
    },
  };
  const services: Services = {
    cache: createMemoryCache({ clock }),
    logger: createConsoleLogger({ format: 'json', destination: { write: (line) => void lines.push(line) } }),
  };

  // An error of the adapter's core, known to the application's by its key.
  const refused = await services.cache.get('');
  assert.ok(!refused.ok && core.isInfraError(refused.error) && refused.error.code === 'validation');
  assert.equal(core.InfraError.from(refused.error), refused.error);
  const copies = refused.error.constructor === core.InfraError ? 1 : 2;
  assert.equal(copies, Number(process.env['EXPECTED_CORES']), 'copies of core in this process');

  // And an error of the application's, which passes through the adapter as it is.
  const own = new core.InfraError({ code: 'not_found', message: 'no user', provider: 'app', operation: 'load' });
  const loaded = await services.cache.getOrSet('user', async () => core.err(own));
  assert.ok(!loaded.ok && loaded.error.code === 'not_found' && loaded.error === own);
  assert.equal(core.unwrap(await services.cache.getOrSet('answer', async () => core.ok(42))), 42);
  services.logger.error('refused', { error: refused.error });
  assert.match(lines.join(''), /validation/);

  const app = core.unwrap(
    await createApp()
      .add('cache', () => services.cache)
      .add('logger', () => services.logger)
      .start(),
  );
  assert.equal(core.unwrap(await app.health()).ready, true);
  core.unwrap(await app.close());
  const closed = await services.cache.get('user');
  assert.ok(!closed.ok && closed.error.code === 'unavailable');
}

void main();
