import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson, record, runProgram, text, type JsonRecord } from '@tooling/checks';
import { freePort } from '@tooling/servers';
import { clientEnvironment, registryConfig } from './registry-config.js';

/** A private registry on loopback, in a process and a folder of its own. */
export interface Registry {
  readonly url: string;
  /** What npm, pnpm and changesets need in their environment to know this registry and no other. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All that it knows about a package; undefined when it has none of that name. */
  packument(name: string): Promise<JsonRecord | undefined>;
  /** Ends its process. Idempotent. */
  close(): Promise<void>;
}

const START_MS = 30_000;
const LIFETIME_MS = 45 * 60_000;
const REQUEST_MS = 30_000;
const ATTEMPTS = 3;

/** Starts a registry that holds what is published to it, and gets everything else from `upstream`. */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const started = await startOnce(folder, upstream);
    if (typeof started !== 'string') return started;
    // Another process may have been faster at the port.
    if (!started.includes('EADDRINUSE') || attempt === ATTEMPTS) {
      throw new Error(`The private registry did not start:\n${started.trim()}`);
    }
  }
}

async function startOnce(folder: string, upstream: string): Promise<Registry | string> {
  const url = `http://127.0.0.1:${await freePort()}/`;
  const config = join(folder, 'config.yaml');
  writeFileSync(config, registryConfig(folder, upstream));
  let end = (): void => undefined;
  let output: string | undefined;
  const program = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
  const args = [program, '--config', config, '--listen', new URL(url).host];
  const ended = runProgram(process.execPath, args, {
    cwd: folder,
    deadlineMs: LIFETIME_MS,
    onStart: (endIt) => (end = endIt),
  }).then((run) => (output = run.output));
  const close = async (): Promise<void> => {
    end();
    await ended;
  };
  const deadline = performance.now() + START_MS;
  while (!(await answers(url))) {
    if (output !== undefined) return output;
    if (performance.now() > deadline) {
      await close();
      return `${output ?? ''}\nno answer within ${START_MS / 1_000} s`;
    }
    await sleep(100);
  }
  try {
    const env = clientEnvironment(folder, url, await signUp(url));
    return { url, env, packument: (name) => packument(url, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}-/ping`, { signal: AbortSignal.timeout(REQUEST_MS) })).ok;
  } catch {
    return false;
  }
}

/** npm publishes with a token only, though this registry would take packages from anybody. */
async function signUp(url: string): Promise<string> {
  const name = 'rehearsal';
  const response = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: crypto.randomUUID() }),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  const token = text(record(parseJson(await response.text()))['token']);
  if (token === undefined) throw new Error(`The private registry gave no token: status ${response.status}`);
  return token;
}

async function packument(url: string, name: string): Promise<JsonRecord | undefined> {
  const response = await fetch(`${url}${name.replace('/', '%2f')}`, { signal: AbortSignal.timeout(REQUEST_MS) });
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok) throw new Error(`The private registry answered ${response.status} about ${name}`);
  return record(parseJson(await response.text()));
}
