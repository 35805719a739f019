import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import type { FindOptions } from './find-program.js';
import { ManagedServer } from './managed-server.js';
import { findPrometheusBinary } from './prometheus-binary.js';

export interface StartPrometheusOptions {
  /** What it scrapes, each second: `127.0.0.1:9464`. The path is `/metrics`. */
  readonly targets: readonly string[];
  /** Where to look for the binary. */
  readonly binary?: FindOptions;
}

/** A private Prometheus on 127.0.0.1. It never outlives the process that started it, however that ends. */
export interface PrometheusServer {
  /** `http://127.0.0.1:<port>`; its HTTP API is below `/api/v1`. */
  readonly url: string;
  readonly pid: number;
  /** One line for people. */
  readonly description: string;
  /** Ends it and removes its files. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a private Prometheus on a free loopback port; resolves once it is ready. It keeps no event loop alive. */
export async function startPrometheus(options: StartPrometheusOptions): Promise<PrometheusServer> {
  const binary = await findPrometheusBinary(options.binary);
  for (let attempt = 1; ; attempt += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'infra-prometheus-'));
    const url = `http://${HOST}:${await freePort()}`;
    const config = join(directory, 'prometheus.yml');
    await writeFile(config, configuration(options.targets));
    const server = new ManagedServer({
      name: 'prometheus',
      file: binary.file,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${new URL(url).host}`,
        '--log.level=warn',
      ],
      env: binary.env,
      directory,
      endSignal: 'SIGKILL',
      ready: async () => {
        const answer = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1_000) });
        await answer.arrayBuffer();
        return answer.ok;
      },
    });
    try {
      await server.start();
      const close = (): Promise<void> => server.close();
      return { url, pid: server.pid, description: binary.description, close, [Symbol.asyncDispose]: close };
    } catch (error) {
      await server.close();
      // Between finding the port and binding it another process may have taken it.
      const taken = error instanceof Error && /address already in use/i.test(error.message);
      if (!taken || attempt === 3) throw error;
    }
  }
}

/** As JSON, which is YAML too. */
function configuration(targets: readonly string[]): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [{ job_name: 'test', static_configs: [{ targets }] }],
  });
}
