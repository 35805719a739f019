import { randomUUID } from 'node:crypto';
import { redactMessage } from './redact.js';

/** Creates and drops databases on one PostgreSQL. */
export interface PostgresDatabases {
  /**
   * Creates an empty database and gives its URL. The default name is unique, so that tests may run at once.
   * Rejects when the name is taken.
   */
  createDatabase(name?: string): Promise<string>;
  /** Drops a database, given by name or URL, and disconnects whoever uses it. One that is not there is no error. */
  dropDatabase(nameOrUrl: string): Promise<void>;
}

/** Databases of the server that `url` leads to; `created` collects the names of those not dropped yet. */
export function postgresDatabases(url: string, created: Set<string> = new Set()): PostgresDatabases {
  return {
    async createDatabase(name = `test_${randomUUID().replaceAll('-', '')}`) {
      await queryPostgres(url, `CREATE DATABASE ${quote(name)}`);
      created.add(name);
      const database = new URL(url);
      database.pathname = `/${encodeURIComponent(name)}`;
      return database.href;
    },
    async dropDatabase(nameOrUrl) {
      const name = URL.canParse(nameOrUrl) ? decodeURIComponent(new URL(nameOrUrl).pathname.slice(1)) : nameOrUrl;
      await queryPostgres(url, `DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
      created.delete(name);
    },
  };
}

/**
 * Runs one statement over a connection of its own. A failure shows nothing secret of the URL and has no `cause`,
 * because an error of the driver may carry the connection's settings.
 */
export async function queryPostgres(url: string, statement: string, timeoutMs = 30_000): Promise<void> {
  const { default: pg } = await import('pg');
  let message: string | undefined;
  try {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
    // A connection that dies between two events would otherwise end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(statement);
    } finally {
      // Not awaited without a limit: a server that hangs would never say goodbye.
      await Promise.race([client.end().catch(() => undefined), delay(1_000)]);
    }
  } catch (error) {
    message = redactMessage(error, url);
  }
  if (message !== undefined) throw new Error(message);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
