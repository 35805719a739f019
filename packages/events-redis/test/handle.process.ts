// A process of its own for kill.ts: handles events, a line for each that it has handled, until it is killed.
import { writeSync } from 'node:fs';
import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '../src/index.js';

const [url = '', namespace = ''] = process.argv.slice(2);
const bus = createRedisEventBus<{ readonly tick: number }>({
  url,
  namespace,
  stallMs: 300,
  pollMs: 50,
  maxCrashes: 1_000,
});
unwrap(
  await bus.subscribe(
    'tick',
    async ({ data }, { run }) => {
      writeSync(1, `began ${String(data)} ${String(run)}\n`);
      await new Promise((resolve) => setTimeout(resolve, data % 4));
      writeSync(1, `ended ${String(data)} ${String(run)}\n`);
      return ok();
    },
    { group: 'work', concurrency: 20 },
  ),
);
writeSync(1, 'ready\n');
// The connection of the subscription holds the process, until it is killed.
