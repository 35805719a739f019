import { InfraError, type InfraErrorCode } from '@infra/core';

/** The name on the errors, metrics and traces of whatever works on Redis. */
export const PROVIDER = 'redis';

interface Row {
  readonly code: InfraErrorCode;
  readonly retryable: boolean;
  /** What to do about it, in a sentence. */
  readonly advice: string;
}

const row = (code: InfraErrorCode, retryable: boolean, advice: string): Row => ({ code, retryable, advice });

const CLUSTER = 'This is a Redis Cluster, which takes a Cluster client, where the adapter accepts one.';

/** Replies of the server, by the word that they begin with. */
const REPLIES: Readonly<Record<string, Row>> = {
  WRONGTYPE: row('conflict', false, 'Something else stores another type under this key; use another namespace.'),
  OOM: row('unavailable', true, 'The server is out of memory: raise maxmemory, or set an eviction policy.'),
  READONLY: row('unavailable', true, 'The server is a replica: connect to the primary.'),
  LOADING: row('unavailable', true, 'The server is loading its data.'),
  BUSY: row('unavailable', true, 'The server runs a long script.'),
  MASTERDOWN: row('unavailable', true, 'The replica has lost its primary.'),
  MISCONF: row('unavailable', true, 'The server cannot save to disk and refuses writes.'),
  TRYAGAIN: row('unavailable', true, 'The cluster is moving slots.'),
  CLUSTERDOWN: row('unavailable', true, 'The cluster has lost slots.'),
  MOVED: row('unsupported', false, CLUSTER),
  ASK: row('unsupported', false, CLUSTER),
  CROSSSLOT: row('unsupported', false, CLUSTER),
  NOAUTH: row('unauthenticated', false, 'The server wants a password: give one in the url or in connection.password.'),
  WRONGPASS: row('unauthenticated', false, 'The server does not accept the user name and password.'),
  NOPERM: row('forbidden', false, 'The user may not run this command: extend its ACL.'),
};

/** The generic `ERR` reply, by what its text says. */
const GENERIC_REPLIES: readonly (readonly [RegExp, Row])[] = [
  [/max number of clients/i, row('unavailable', true, 'The server has no connection left: raise maxclients.')],
  [/invalid password|without any password/i, row('unauthenticated', false, 'The server does not accept the password.')],
  [/unknown command/i, row('unsupported', false, 'The server is too old: Redis 6.2 or newer is needed.')],
];

/** What Node and the SDK say of a connection. Everything else that they say of one is `unavailable`. */
const TLS_CODE = /^(ERR_TLS_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_SSL_)/;
const CONNECTION_TEXT =
  /connection is closed|connection close|isn't writeable|reached the max retries|ETIMEDOUT|socket (hang up|closed)|write after end|startup nodes|refresh slots cache|cluster isn't ready|cluster is ended|cluster redirections/i;
const NODE_CODE = /^(ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EADDR|ERR_STREAM)/;

const UNKNOWN = row('internal', false, 'Its cause says more.');

function rowOf(cause: unknown): Row {
  if (!(cause instanceof Error)) return UNKNOWN;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (TLS_CODE.test(code))
    return row('unauthenticated', false, 'The server’s certificate is not trusted: set connection.tls.ca.');
  if (cause.name === 'ReplyError') {
    const word = cause.message.split(' ', 1)[0] ?? '';
    return REPLIES[word] ?? GENERIC_REPLIES.find(([text]) => text.test(cause.message))?.[1] ?? UNKNOWN;
  }
  if (NODE_CODE.test(code) || CONNECTION_TEXT.test(cause.message)) {
    return row('unavailable', true, 'The connection failed; it is being made again.');
  }
  return UNKNOWN;
}

/** The SDK hangs the command on its errors, with all its arguments: values, and for AUTH the password. */
function withoutArguments(cause: unknown): unknown {
  if (typeof cause === 'object' && cause !== null && 'command' in cause) {
    const { command } = cause as { readonly command?: { readonly name?: unknown } };
    Object.assign(cause, { command: { name: command?.name } });
  }
  return cause;
}

/** The failures of one port on Redis. */
export interface RedisFailures {
  /** The one table: whatever the SDK, the server or the network throws, as an `InfraError`. */
  fromRedis(operation: string, cause: unknown): InfraError;
  timedOut(operation: string, timeoutMs: number): InfraError;
  /** Known to be out of reach: fails at once instead of after another time-out. */
  outOfReach(operation: string, last: InfraError | undefined, retryAfterMs: number): InfraError;
  closed(operation: string): InfraError;
  cancelled(operation: string): InfraError;
}

/** The table for a port (`cache`), with the failures that all its adapters have alike. */
export function createRedisFailures(
  port: string,
  { closed, cancelled }: Pick<RedisFailures, 'closed' | 'cancelled'>,
): RedisFailures {
  return {
    closed,
    cancelled,
    fromRedis(operation, cause) {
      const { code, retryable, advice } = rowOf(cause);
      const reason = cause instanceof Error ? cause.message : typeof cause;
      return new InfraError({
        code,
        retryable,
        message: `Redis: ${reason}. ${advice}`,
        provider: PROVIDER,
        operation: `${port}.${operation}`,
        cause: withoutArguments(cause),
      });
    },
    timedOut: (operation, timeoutMs) =>
      new InfraError({
        code: 'timeout',
        message: `Redis did not answer within ${String(timeoutMs)} ms; until it does, operations fail at once.`,
        provider: PROVIDER,
        operation: `${port}.${operation}`,
      }),
    outOfReach: (operation, last, retryAfterMs) =>
      new InfraError({
        code: last === undefined || last.code === 'timeout' ? 'unavailable' : last.code,
        retryable: last?.retryable ?? true,
        message: `Redis is out of reach and is being tried again in the background. ${last?.message ?? 'The connection was lost.'}`,
        provider: PROVIDER,
        operation: `${port}.${operation}`,
        retryAfterMs,
        cause: last?.cause,
      }),
  };
}
