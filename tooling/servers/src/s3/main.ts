// The process of an S3 server: `main.ts <settings as JSON>`.
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createS3Handler } from './handler.js';
import type { S3ProcessSettings } from './settings.js';
import { S3Store } from './store.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as S3ProcessSettings;
const { credentials, region, domain } = settings;

function linkNow(): number {
  try {
    return Date.now() + Number(readFileSync(settings.clockFile, 'utf8'));
  } catch {
    return Date.now();
  }
}

const handler = createS3Handler({ store: new S3Store(settings.directory), credentials, region, domain, linkNow });
const server = settings.tls === undefined ? createPlainServer(handler) : createTlsServer(settings.tls, handler);
server.listen(settings.port, '127.0.0.1');
