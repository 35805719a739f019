import type { IncomingMessage } from 'node:http';

/** What a host may consist of. A path or a user in it would change what the URL means. */
const HOST = /^[A-Za-z0-9._~[\]:-]+$/;

/** A request of `node:http` as Fetch has it. Throws a `TypeError` for what is no request: a wrong host, a forbidden method. */
export function toFetchRequest(
  message: IncomingMessage & { readonly originalUrl?: string },
  signal: AbortSignal,
): Request {
  const { method = 'GET' } = message;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(urlOf(message), {
    method,
    headers: headersOf(message.rawHeaders),
    signal,
    ...(hasBody ? { body: bodyOf(message), duplex: 'half' } : undefined),
  });
}

function urlOf(message: IncomingMessage & { readonly originalUrl?: string }): URL {
  // Express takes the mount point off `url`; the client's path is the other one.
  const target = message.originalUrl ?? message.url ?? '/';
  if (/^https?:\/\//i.test(target)) return new URL(target);
  const host = message.headers.host ?? 'localhost';
  if (!HOST.test(host)) throw new TypeError('The Host header is malformed.');
  const scheme = 'encrypted' in message.socket ? 'https' : 'http';
  // As text: resolved against a base, a path of `//other/path` would name another host.
  return new URL(`${scheme}://${host}${target.startsWith('/') ? target : '/'}`);
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (!name.startsWith(':')) headers.append(name, raw[index + 1] ?? '');
  }
  return headers;
}

/** Reads when it is read, and leaves the connection alone when it is not read to its end: the response still has to go out. */
function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = message.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next: IteratorResult<unknown> = await chunks.next();
        if (next.done === true) controller.close();
        else if (next.value instanceof Uint8Array) controller.enqueue(Uint8Array.from(next.value));
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
