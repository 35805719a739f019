// A process of its own for processes.integration.test.ts: many callers of one key, then a line that says what happened.
import { writeSync } from 'node:fs';
import { ok, unwrap } from '@infra/core';
import { createRedisCache } from '../src/index.js';

const [url = '', key = '', mode = ''] = process.argv.slice(2);
const cache = createRedisCache({ url, loadLockMs: 500 });
let runs = 0;

const load = async () => {
  runs += 1;
  writeSync(1, 'loading\n');
  // `hang` is killed while it loads; the others take long enough for every process to ask.
  await new Promise((resolve) => setTimeout(resolve, mode === 'hang' ? 60_000 : 200));
  return ok('value');
};

const results = await Promise.all(Array.from({ length: 25 }, () => cache.getOrSet(key, load)));
const right = results.filter((result) => result.ok && result.value === 'value').length;
writeSync(1, `${JSON.stringify({ runs, right })}\n`);
// Nothing but closing: the process has to end by itself.
unwrap(await cache.close());
