import { ok, unwrap } from '@infra/core';
import { createApp } from '@infra/container';

/**
 * A process with an app in it, for `shutdown.integration.test.ts`: argument `hang` adds a service that never closes,
 * `drain=<ms>` drains. It says on stdout what happens to it.
 */
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const drainMs = Number(process.argv.find((argument) => argument.startsWith('drain='))?.slice('drain='.length) ?? 0);

const timer = setInterval(() => undefined, 60_000);
const app = unwrap(
  await createApp({ closeDeadlineMs: 300 })
    .add('db', () => ({
      async close() {
        clearInterval(timer);
        say('db closed');
        return ok();
      },
    }))
    .add('queue', () => ({
      close: () => (process.argv.includes('hang') ? new Promise(() => undefined) : Promise.resolve(ok())),
    }))
    .start(),
);
app.shutdownOn(undefined, {
  drainMs,
  exit: !process.argv.includes('no-exit'),
  onSignal: (signal) => say(`${signal}, ${app.state}`),
});
process.on('exit', () => say(`listeners: ${process.listenerCount('SIGTERM') + process.listenerCount('SIGINT')}`));
say('ready');
