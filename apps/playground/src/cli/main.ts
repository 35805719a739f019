import { join } from 'node:path';
import type { App } from '@infra/container';
import type { InfraError } from '@infra/core';
import type { RunView } from '../contract.js';
import { packageRoot } from '../package-root.js';
import { startPlayground, type PlaygroundServices } from '../playground.js';
import { findProvider, portNames } from '../providers/registry.js';
import { PortTakenError } from '../server/listen.js';
import { DEFAULT_PORT, readArguments, type RunCommand } from './arguments.js';
import { coloursFor } from './colours.js';
import { helpText } from './help.js';
import { showProgress } from './progress.js';
import { report } from './report.js';

/** What the process ends with. */
export const EXIT = { held: 0, failed: 1, usage: 2, missing: 3, interrupted: 130 } as const;

/** Runs the command line. Resolves to the exit code, or to `undefined` while the server goes on until a signal. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  const command = readArguments(args);
  if (command.kind === 'help') {
    process.stdout.write(helpText(command.scenario));
    return EXIT.held;
  }
  if (command.kind === 'usage') {
    process.stderr.write(`${command.message}\n`);
    return EXIT.usage;
  }
  const started = await startPlayground({
    setup: command.setup,
    faults: command.faults,
    log: command.log,
    ...(command.exit
      ? undefined
      : {
          web: {
            port: command.port ?? DEFAULT_PORT,
            exact: command.port !== undefined,
            pageFolder: join(packageRoot(), 'dist/web'),
          },
        }),
  });
  return started.ok ? run(command, started.value) : explain(started.error, command);
}

async function run(command: RunCommand, app: App<PlaygroundServices>): Promise<number | undefined> {
  const { composer, runs, page } = app.services;
  let interrupted = false;
  app.shutdownOn(['SIGINT', 'SIGTERM', 'SIGHUP'], {
    exit: false,
    onSignal: () => {
      interrupted = true;
    },
    onClosed(closed) {
      if (!closed.ok) process.stderr.write(`${closed.error.message}\n`);
      process.exit(closed.ok && !command.exit ? EXIT.held : EXIT.interrupted);
    },
  });
  const begun = runs.begin(command.prepared);
  if (!begun.ok) throw begun.error;
  const endProgress = showProgress(process.stderr, () => runs.running);
  const ended = await begun.value.finished;
  endProgress();
  // The signal's own way out is under way already.
  if (interrupted) return undefined;

  const view = await composer.view();
  const { title } = command.prepared.scenario.view;
  const text = command.json
    ? `${JSON.stringify({ run: ended, servers: view.servers, page }, null, 2)}\n`
    : report(ended, title, view, coloursFor(process.stdout));
  await write(text);
  if (page !== undefined) {
    const colours = coloursFor(command.json ? process.stderr : process.stdout);
    const line = `${colours.bold('Page')}  ${page}  ${colours.dim('Ctrl-C ends it')}\n`;
    (command.json ? process.stderr : process.stdout).write(line);
    return undefined;
  }
  const closed = await app.close();
  if (!closed.ok) process.stderr.write(`${closed.error.message}\n`);
  return codeOf(ended);
}

function codeOf({ status }: RunView): number {
  return status === 'ok' ? EXIT.held : EXIT.failed;
}

/** A pipe may take its time; the process must not end before it has everything. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

/** Says why it did not start, and how to get what is missing. */
function explain(error: InfraError, { setup: { composition } }: RunCommand): number {
  const root = rootOf(error);
  if (root instanceof PortTakenError) {
    process.stderr.write(`${root.message}; choose another one with --port, or none for the next free one\n`);
    return EXIT.usage;
  }
  const needs = portNames.flatMap((port) => {
    const need = findProvider(port, composition[port])?.need;
    return need === undefined ? [] : [{ port, need }];
  });
  const lines = needs.flatMap(({ port, need }) => [
    `--${port} ${composition[port]} needs ${need.title}. How to get one:`,
    ...need.howTo.map((step) => `  ${step}`),
  ]);
  process.stderr.write([root instanceof Error ? root.message : error.message, ...lines, ''].join('\n'));
  return needs.length > 0 ? EXIT.missing : EXIT.failed;
}

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  return root;
}
