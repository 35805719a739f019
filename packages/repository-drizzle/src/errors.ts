import { InfraError, type ErrorDetails, type InfraErrorCode } from '@infra/core';

export const PROVIDER = 'drizzle';

/** What PostgreSQL says went wrong: https://www.postgresql.org/docs/current/errcodes-appendix.html */
interface DatabaseFailure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly detail?: unknown;
  readonly constraint?: unknown;
}

interface Row {
  readonly code: InfraErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
}

/** Of what PostgreSQL has not, and of statements that it prepared for a table that has changed since. */
const NOT_SUPPORTED = '0A000';

/** By SQLSTATE, or by its class of two characters. */
const BY_STATE: Readonly<Record<string, Row>> = {
  [NOT_SUPPORTED]: { code: 'unsupported', message: 'This PostgreSQL cannot do that: see the cause' },
  '22': { code: 'validation', message: 'PostgreSQL refuses a value' },
  '22P02': { code: 'validation', message: 'PostgreSQL cannot read a value as one of its column' },
  '23502': { code: 'validation', message: 'A column that must have a value has none' },
  '23503': { code: 'conflict', message: 'A row that is referred to is not there, or one that is referred to would go' },
  '23505': { code: 'conflict', message: 'There is one like it already' },
  '23514': { code: 'validation', message: 'A check of the table refuses it' },
  '23P01': { code: 'conflict', message: 'An exclusion constraint refuses it' },
  '25006': { code: 'validation', message: 'The transaction is read-only' },
  '25P02': { code: 'conflict', message: 'The transaction has failed already' },
  '28': { code: 'unauthenticated', message: 'PostgreSQL does not know the user or the password' },
  '40001': {
    code: 'conflict',
    message: 'Another transaction has changed what this one goes by. Run it again',
    retryable: true,
  },
  '40P01': { code: 'conflict', message: 'Two transactions waited for each other. Run this one again', retryable: true },
  '42703': { code: 'internal', message: 'PostgreSQL has no such column: see the cause. Are all migrations applied?' },
  '42P01': {
    code: 'internal',
    message:
      'PostgreSQL has no such table: see the cause. Are all migrations applied? migrateDrizzleDatabase makes infra_*',
  },
  '42501': { code: 'forbidden', message: 'The user may not do this' },
  '42P10': { code: 'validation', message: 'by must name fields that are unique together' },
  '53': { code: 'unavailable', message: 'PostgreSQL has no room for more' },
  '55P03': { code: 'timeout', message: 'A lock did not become free in time' },
  '57014': { code: 'timeout', message: 'PostgreSQL ended the statement, which took too long' },
  '57': { code: 'unavailable', message: 'PostgreSQL shuts down, or ended the connection' },
  '08': { code: 'unavailable', message: 'The connection to PostgreSQL is lost' },
  '3D000': { code: 'not_found', message: 'There is no such database' },
};

/** By the code of a system call, or by how node-postgres words what has none. */
const UNREACHABLE =
  /^E(CONN|HOST|NET|PIPE|AI_|TIMEDOUT|NOTFOUND)|Connection terminated|Client has encountered a connection error|connection is closed|not queryable/;
const TOO_LATE = 'Query read timeout';
const NO_CONNECTION = /timeout exceeded when trying to connect|timeout expired/;

/** The names that PostgreSQL gives in `Key (a, b)=(…) already exists.`, which also has the values. */
const KEY = /^Key \((?<columns>(?:"(?:[^"]|"")*"|[^"=])*)\)=/;
const NAME = /"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,\s][^,]*)/g;

/** The field of an entity that a column of its table is. */
export type FieldOf = (column: string) => string;

/** The one table from what node-postgres and PGlite throw to an `InfraError`. */
export function fromDatabase(operation: string, thrown: unknown, fieldOf: FieldOf = (column) => column): InfraError {
  const cause = databaseCause(thrown);
  const failure: DatabaseFailure = typeof cause === 'object' && cause !== null ? cause : {};
  const state = typeof failure.code === 'string' ? failure.code : '';
  const text = String(failure.message ?? '');
  const row = outdated(text) ?? BY_STATE[state] ?? BY_STATE[state.slice(0, 2)] ?? unreachable(state, text);
  const fields = state === '23505' ? fieldsOf(failure.detail, fieldOf) : undefined;
  const details: ErrorDetails = {
    ...(state !== '' && { state }),
    ...(typeof failure.constraint === 'string' && { constraint: failure.constraint }),
    ...(fields !== undefined && { fields }),
  };
  forget(cause, state);
  if (row === undefined) {
    const message = `PostgreSQL failed in a way that is not known${state === '' ? '' : `, SQLSTATE ${state}`}.`;
    return new InfraError({ code: 'internal', message, provider: PROVIDER, operation, details, cause });
  }
  const named = fields === undefined ? '' : `: ${fields.join(', ')}`;
  const { code, message, retryable } = row;
  return new InfraError({
    code,
    message: `${message}${named}.`,
    provider: PROVIDER,
    operation,
    retryable,
    details,
    cause,
  });
}

/** What Node says of a certificate that is not to be trusted, or is for somebody else. */
const UNTRUSTED = /^(ERR_TLS_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_SSL_)/;

/** Whether it will fail so whenever its connection is asked: a statement that it has prepared is of a table that has changed since. */
export function isOutdated(error: InfraError | undefined): boolean {
  return error?.code === 'conflict' && error.details?.['state'] === NOT_SUPPORTED;
}

function outdated(message: string): Row | undefined {
  if (!message.startsWith('cached plan must not change result type')) return undefined;
  return {
    code: 'conflict',
    message: 'The table has changed under a prepared statement. Run it again',
    retryable: true,
  };
}

function unreachable(state: string, message: string): Row | undefined {
  if (UNTRUSTED.test(state)) {
    return { code: 'unauthenticated', message: 'The server’s certificate is not trusted: set connection.ssl.ca' };
  }
  if (message.startsWith(TOO_LATE)) return { code: 'timeout', message: 'PostgreSQL did not answer in time' };
  if (NO_CONNECTION.test(message))
    return { code: 'unavailable', message: 'No connection became free, or could be made, in time' };
  if (UNREACHABLE.test(state) || UNREACHABLE.test(message)) {
    return { code: 'unavailable', message: 'PostgreSQL cannot be reached' };
  }
  return undefined;
}

function fieldsOf(detail: unknown, fieldOf: FieldOf): readonly string[] | undefined {
  const columns = typeof detail === 'string' ? KEY.exec(detail)?.groups?.['columns'] : undefined;
  if (columns === undefined) return undefined;
  return [...columns.matchAll(NAME)].map(({ groups }) =>
    fieldOf(groups?.['quoted']?.replaceAll('""', '"') ?? groups?.['plain'] ?? ''),
  );
}

/** The class of errors whose messages quote values. The names that other messages have are of the schema. */
const VALUED = '22';

/** drizzle wraps what the database says, and tells the statement with its values. */
function databaseCause(thrown: unknown): unknown {
  const isWrapped = thrown instanceof Error && 'params' in thrown && thrown.cause instanceof Error;
  return isWrapped ? thrown.cause : thrown;
}

/** Takes the values off what PostgreSQL says: they may be secrets, and an error goes into logs. */
function forget(cause: unknown, state: string): void {
  if (!(cause instanceof Error)) return;
  for (const name of ['detail', 'where', 'internalQuery', 'parameters', 'params', 'query', 'queryOptions']) {
    if (name in cause) Reflect.deleteProperty(cause, name);
  }
  if (!state.startsWith(VALUED)) return;
  const { message, stack } = cause;
  const told = message.replaceAll(/".*"/gs, '"…"');
  cause.message = told;
  if (stack !== undefined) cause.stack = stack.replace(message, () => told);
}

function failure(
  code: InfraErrorCode,
  operation: string,
  message: string,
  more: { readonly retryable?: boolean; readonly cause?: unknown } = {},
): InfraError {
  return new InfraError({ code, message, provider: PROVIDER, operation, ...more });
}

export const errors = {
  invalid: (operation: string, problem: string): InfraError => failure('validation', operation, problem),
  cancelled: (operation: string): InfraError => failure('cancelled', operation, 'The caller aborted the operation.'),
  closed: (operation: string): InfraError =>
    failure('unavailable', operation, 'The database is closed. Keep it open as long as anything uses it.', {
      retryable: false,
    }),
  unreadable: (operation: string, id: string, problem: string): InfraError =>
    failure(
      'internal',
      operation,
      `The message ${id} cannot be read, and was not written by this package: ${problem}.`,
    ),
  changedMigration: (name: string): InfraError =>
    failure(
      'conflict',
      'database.migrate',
      `The migration ${name} was changed after it was applied: put it back, and make another one for the difference.`,
    ),
  failedMigration: (name: string, cause: InfraError): InfraError =>
    new InfraError({
      code: cause.code,
      message: `The migration ${name} failed, and nothing was changed: ${cause.message}`,
      provider: PROVIDER,
      operation: 'database.migrate',
      retryable: cause.retryable,
      details: cause.details,
      cause,
    }),
  /** The connection was lost between COMMIT and its answer. */
  unknownOutcome: (cause: unknown): InfraError =>
    failure(
      'unknown_outcome',
      'transactions.transaction',
      'The connection was lost while the transaction was committed: it may have happened. Look before you do it again.',
      { cause },
    ),
  /** COMMIT was answered with ROLLBACK: a statement had failed, and its error was not told. */
  rolledBack: (): InfraError =>
    failure(
      'conflict',
      'transactions.transaction',
      'PostgreSQL rolled the transaction back: a statement in it had failed.',
    ),
} as const;
