import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findPrometheusBinary } from './prometheus-binary.js';

const DEADLINE_MS = 20_000;

/** What `promtool check metrics` has to say of an exposition: nothing when all is well, else each of its lines. */
export async function promtoolCheck(exposition: string): Promise<readonly string[]> {
  const { promtool, env } = await findPrometheusBinary();
  const child = spawn(promtool, ['check', 'metrics'], { env, timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
    });
  }
  // One that ends before it has read all makes the write fail; its exit code says more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(exposition);
  await once(child, 'close');
  const lines = told.split('\n').filter((line) => line.trim() !== '');
  return child.exitCode === 0 || lines.length > 0
    ? lines
    : [`promtool ended with ${child.signalCode ?? String(child.exitCode)}`];
}
