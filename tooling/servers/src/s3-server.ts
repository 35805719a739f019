import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort } from './free-port.js';
import { ManagedServer } from './managed-server.js';
import type { S3ProcessSettings } from './s3/settings.js';
import type { S3Credentials } from './s3/signature.js';

/** What differs from a plain, private S3. */
export interface StartS3Options {
  /**
   * `spec`: our own, written after Amazon's API reference, strict where clients go wrong. `s3rver`: an independent one
   * from the registry, which lacks a lot (see the README). Default: `spec`.
   */
  readonly engine?: 'spec' | 's3rver';
  /** Serve TLS, and only TLS, with this material (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default: `eu-central-1`; s3rver does not look at it. */
  readonly region?: string;
}

/** A private S3 process on 127.0.0.1. It never outlives the process that started it, however that ends. */
export interface S3Server {
  /** `http://127.0.0.1:<port>`, or `https://`: for path style. The same through every restart. */
  readonly endpoint: string;
  /** `http://<domain>:<port>`: for virtual-host style, by a client that resolves every name under `domain` to 127.0.0.1. */
  readonly hostEndpoint: string;
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly credentials: S3Credentials;
  /** The process id; another one after `restart()`. */
  readonly pid: number;
  /** One line for people. */
  readonly description: string;
  /** Ends it as a crash would (SIGKILL) and waits until it is gone. Works on a paused one. */
  kill(): Promise<void>;
  /** Kills it if it runs, starts it on the same port with what it had stored, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing is answered. Throws when it does not run. */
  pause(): void;
  /** SIGCONT: what has arrived meanwhile is answered. Throws when it does not run. */
  resume(): void;
  /** Lets time pass for presigned requests, and for nothing else. Not with s3rver. */
  advance(ms: number): Promise<void>;
  /** Ends it and removes its files. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';
const DOMAIN = 's3.test';
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Starts a private, empty S3 on a free loopback port; resolves once it answers.
 * It keeps no event loop alive, so that a process ends by itself even when `close()` is forgotten.
 */
export async function startS3(options: StartS3Options = {}): Promise<S3Server> {
  const engine = options.engine ?? 'spec';
  for (let attempt = 1; ; attempt += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'infra-s3-'));
    const settings: S3ProcessSettings = {
      directory: join(directory, 'data'),
      port: await freePort(),
      clockFile: join(directory, 'clock'),
      credentials: { accessKeyId: 'S3TESTKEY', secretAccessKey: 'only-for-tests-on-loopback' },
      region: options.region ?? 'eu-central-1',
      domain: DOMAIN,
      tls: options.tls,
    };
    await mkdir(settings.directory);
    const server = new ManagedServer({
      name: engine === 'spec' ? 'the S3 server' : 's3rver',
      file: process.execPath,
      args: [...(engine === 'spec' ? specArguments() : s3rverArguments()), JSON.stringify(settings)],
      // Options of the owner's own process, a loader or an inspector, are not the server's.
      env: { ...process.env, NODE_OPTIONS: '' },
      directory,
      endSignal: 'SIGKILL',
      ready: () => answers(settings),
    });
    try {
      await server.start();
      return describe(server, settings, engine);
    } catch (error) {
      await server.close();
      // Between finding the port and binding it another process may have taken it.
      if (!(error instanceof Error && error.message.includes('EADDRINUSE')) || attempt === 3) throw error;
    }
  }
}

function specArguments(): string[] {
  const tsx = pathToFileURL(createRequire(join(ROOT, 'package.json')).resolve('tsx')).href;
  return ['--import', tsx, fileURLToPath(new URL('s3/main.ts', import.meta.url))];
}

function s3rverArguments(): string[] {
  // Its continuation tokens are encrypted with DES, which OpenSSL 3 has in its legacy provider only.
  return ['--openssl-legacy-provider', fileURLToPath(new URL('s3/s3rver.cjs', import.meta.url))];
}

function answers({ port, tls }: S3ProcessSettings): Promise<boolean> {
  return new Promise((resolve) => {
    const send = tls === undefined ? request : requestTls;
    // Whoever it is: this only asks whether somebody answers.
    const asked = send({ host: HOST, port, agent: false, rejectUnauthorized: false, timeout: 1_000 }, (response) => {
      response.resume();
      response.on('close', () => resolve(true));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function describe(server: ManagedServer, settings: S3ProcessSettings, engine: string): S3Server {
  const { port, region, credentials } = settings;
  let ahead = 0;
  const scheme = settings.tls === undefined ? 'http' : 'https';
  return {
    endpoint: `${scheme}://${HOST}:${port}`,
    hostEndpoint: `${scheme}://${DOMAIN}:${port}`,
    domain: DOMAIN,
    host: HOST,
    port,
    region,
    credentials,
    get pid() {
      return server.pid;
    },
    description: engine === 'spec' ? 'a private S3 of our own' : 'a private s3rver',
    kill: () => server.kill(),
    restart: () => server.restart(),
    pause: () => server.suspend('SIGSTOP'),
    resume: () => server.suspend('SIGCONT'),
    advance: async (ms) => {
      ahead += ms;
      await writeFile(settings.clockFile, String(ahead));
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
