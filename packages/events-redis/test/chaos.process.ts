// A process of its own for chaos.ts: handles events, and says so line by line, until it is killed or asked to end.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { err, InfraError, ok, unwrap, type InfraErrorCode } from '@infra/core';
import { createRedisEventBus } from '../src/index.js';
import { dataOf, failureOf, type ChaosEvents } from './chaos-events.js';

const [url = '', namespace = '', workMs = '', concurrency = '', stallMs = ''] = process.argv.slice(2);
const bus = createRedisEventBus<ChaosEvents>({
  url,
  namespace,
  stallMs: Number(stallMs),
  pollMs: 50,
  maxCrashes: 1_000,
});

/** Synchronous, so that what was said before a kill arrives; with the time of the machine, so that lines of processes can be ordered. */
const say = (word: string, seq: number | string = '', run: number | string = ''): void =>
  void writeSync(1, `${word} ${String(seq)} ${String(run)} ${String(process.hrtime.bigint())}\n`);

const failed = (code: InfraErrorCode) =>
  err(new InfraError({ code, message: 'as planned', provider: 'chaos', operation: 'handle' }));

async function join(): Promise<void> {
  for (;;) {
    const joined = await bus.subscribe(
      'happened',
      async ({ data }, { run, attempt }) => {
        const { seq } = data;
        // Beyond its attempts it was run for another reason than that it had failed.
        say(run > attempt ? 'again' : 'begin', seq, run);
        if (!isDeepStrictEqual(data, dataOf(seq))) say('wrong', seq);
        await pause(Number(workMs) * (0.5 + Math.random()));
        const failure = failureOf(seq);
        if (failure === 'once' && attempt === 1) return failed('unavailable');
        // The last word on the event, unless this process is killed before Redis has it.
        say('end', seq, run);
        return failure === 'for good' ? failed('forbidden') : ok();
      },
      { group: 'work', concurrency: Number(concurrency), backoff: { type: 'fixed', delayMs: 100 } },
    );
    if (joined.ok) return;
    await pause(100);
  }
}

await join();
process.once('SIGTERM', () => {
  // Nothing but closing: the process has to end by itself.
  void bus.close().then(unwrap);
});
say('ready');
