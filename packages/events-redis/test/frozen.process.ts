// A process of its own for frozen.integration.test.ts: handles its first event until it is told that it has lost it.
import { writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { ok, unwrap } from '@infra/core';
import { createRedisEventBus } from '../src/index.js';

const [url = '', namespace = '', stallMs = ''] = process.argv.slice(2);
const bus = createRedisEventBus<{ readonly tick: number }>({ url, namespace, stallMs: Number(stallMs), pollMs: 20 });

/** Synchronous, so that what was said before a signal arrives. */
const say = (word: string, run: number | string = ''): void => void writeSync(1, `${word} ${String(run)}\n`);

/** What was answered leaves within a turn; a server answers in the order of what came. */
async function sayThatItWasAnswered(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn();
  unwrap(await bus.health());
  say('answered');
}

unwrap(
  await bus.subscribe(
    'tick',
    async (_event, { run, signal }) => {
      say('begin', run);
      if (run > 1) return ok();
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      say('aborted');
      void sayThatItWasAnswered();
      return ok();
    },
    { group: 'g' },
  ),
);
say('ready');
