import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How to reach the Redis to be probed. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  /** Speak TLS; `trustAnyone` is for a server whose certificate may be wrong on purpose. */
  readonly tls?: { readonly trustAnyone: boolean };
}

/**
 * Sends PING once and gives the answer's first line: `+PONG`, or an error such as `-NOAUTH …`.
 * Rejects when nothing answers within `timeoutMs`. Spoken by hand, for a client library takes longer to load than
 * a server to start.
 */
export function ping(target: ProbeTarget, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const { host, port, tls } = target;
    const socket =
      tls === undefined ? connect({ host, port }) : connectTls({ host, port, rejectUnauthorized: !tls.trustAnyone });
    const timer = setTimeout(() => finish(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    let answers = '';

    function finish(outcome: Error | string): void {
      clearTimeout(timer);
      socket.destroy();
      if (typeof outcome === 'string') resolve(outcome);
      else reject(outcome);
    }

    const commands = [...credentials(target), ['PING']];
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(new Error(error.message || (error.code ?? error.name))),
    );
    socket.on('close', () => finish(new Error('the connection was closed before an answer')));
    socket.on('data', (chunk: string) => {
      answers += chunk;
      const lines = answers.split('\r\n').slice(0, -1);
      const refused = lines.find((line) => line.startsWith('-'));
      const last = refused ?? lines[commands.length - 1];
      if (last !== undefined) finish(last);
    });
    socket.write(commands.map(encode).join(''));
  });
}

function credentials({ username, password }: ProbeTarget): string[][] {
  if (password === undefined) return [];
  return [username === undefined ? ['AUTH', password] : ['AUTH', username, password]];
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** The target that a `redis://` or `rediss://` URL names; throws, without repeating the URL, when it is neither. */
export function probeTarget(text: string): ProbeTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    throw new Error('it is not a redis:// or rediss:// URL');
  }
  const { username, password } = url;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 6379 : Number(url.port),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(url.protocol === 'rediss:' ? { tls: { trustAnyone: false } } : {}),
  };
}
