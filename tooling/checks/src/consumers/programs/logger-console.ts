import assert from 'node:assert/strict';
import { createConsoleLogger } from '@infra/logger-console';
import { unwrap } from '@infra/core';

async function main(): Promise<void> {
  const lines: string[] = [];
  const logger = createConsoleLogger({ format: 'json', destination: { write: (line) => void lines.push(line) } });
  logger.child({ service: 'consumer' }).info('ready', { port: 8080, password: 'hunter2' });
  unwrap(await logger.close());
  const written = lines.join('');
  assert.match(written, /"ready"/);
  assert.match(written, /"consumer"/);
  assert.doesNotMatch(written, /hunter2/);
}

void main();
