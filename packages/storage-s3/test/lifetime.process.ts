// A process of its own for lifetime.integration.test.ts: works a little, closes, and has to end by itself.
import { writeSync } from 'node:fs';
import { unwrap } from '@infra/core';
import { createS3Storage } from '../src/index.js';

const [settings = '{}', mode = ''] = process.argv.slice(2);
const storage = createS3Storage(JSON.parse(settings) as Parameters<typeof createS3Storage>[0]);

async function* body(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < 12; index += 1) yield new Uint8Array(1024 * 1024);
}

const outcomes = await Promise.all([
  storage.put('k', 'hello'),
  storage.put('large', body()),
  storage.get('none'),
  storage.list(),
  storage.health(),
]);
const read = await storage.getStream('k');
// One that nobody reads or cancels: closing ends it.
const right = outcomes.filter(({ ok }) => ok).length + (read.ok ? 1 : 0);
if (mode === 'close') unwrap(await storage.close({ deadlineMs: 200 }));
else if (read.ok) await read.value?.body.cancel();
writeSync(1, `${JSON.stringify({ right })}\n`);
