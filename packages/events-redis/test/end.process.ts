// A process of its own for end.integration.test.ts: subscribes, publishes, closes, and has to end by itself.
import { writeSync } from 'node:fs';
import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '../src/index.js';

const [url = '', pid = ''] = process.argv.slice(2);
const bus = createRedisEventBus<{ readonly tick: number }>({ url, timeoutMs: 500, pollMs: 50 });
let seen = 0;
const subscribed = await bus.subscribe('tick', async () => ok((seen += 1)), { group: 'g' });
const published = await bus.publish('tick', 1);
for (let turns = 0; seen === 0 && subscribed.ok && turns < 1_000; turns += 1) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
// The server stops answering, with everything connected.
if (pid !== '') process.kill(Number(pid), 'SIGSTOP');
const began = performance.now();
unwrap(await bus.close({ deadlineMs: 1_000 }));
const ms = performance.now() - began;
writeSync(1, `${JSON.stringify({ published: published.ok, seen, inTime: ms < 3_000 })}\n`);
