import { postgresDatabases, queryPostgres, type PostgresDatabases } from './postgres-databases.js';
import { startPostgres } from './postgres-server.js';
import { redactUrl } from './redact.js';

/** A PostgreSQL to work with: somebody's own, or a private one. */
export interface ProvidedPostgres extends PostgresDatabases {
  /** With credentials: not for printing. */
  readonly url: string;
  readonly source: 'environment' | 'embedded';
  /** One line for people, without secrets. */
  readonly description: string;
  /** Ends a server that was started here; on one from the environment, drops the databases that were created. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const PATIENCE_MS = 2_000;

/**
 * "Just give me a PostgreSQL": the one of `DATABASE_URL`, else a private one. A `DATABASE_URL` that answers no query
 * within 2 seconds is an error and never replaced by something else; the error does not show its password.
 */
export async function providePostgres(): Promise<ProvidedPostgres> {
  const url = process.env['DATABASE_URL'];
  if (url === undefined || url === '') return startPostgres();
  const failure = await answer(url);
  if (failure !== undefined) {
    throw new Error(
      `DATABASE_URL is set to ${redactUrl(url)}, but no PostgreSQL answers a query there: ${failure}. ` +
        'Start that server, or unset DATABASE_URL to have a private one started.',
    );
  }
  const created = new Set<string>();
  const databases = postgresDatabases(url, created);
  const close = async (): Promise<void> => {
    for (const name of created) await databases.dropDatabase(name);
  };
  const description = `the PostgreSQL of DATABASE_URL (${redactUrl(url)})`;
  return { url, source: 'environment', description, close, [Symbol.asyncDispose]: close, ...databases };
}

async function answer(url: string): Promise<string | undefined> {
  // The driver takes anything for the name of a local socket, and would look for it.
  const isPostgres = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  if (!isPostgres) return 'it is not a postgres:// URL';
  return queryPostgres(url, 'SELECT 1', PATIENCE_MS).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
