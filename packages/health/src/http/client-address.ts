import { isIP, isIPv4 } from 'node:net';
import { errors } from '../errors.js';
import { numberOption } from '../options.js';
import type { Connection } from './handler.js';

export interface ClientAddressOptions {
  /**
   * How many proxies before this server write `header`, each adding whom it was called by. Anybody can send the header: with
   * more than there are, anybody can be anybody. Default: 0, and no header is read.
   */
  readonly trustedProxies?: number | undefined;
  /** Default: `x-forwarded-for`. */
  readonly header?: string | undefined;
}

/** Who sent a request, as a key: an IPv4 address, or the /64 of an IPv6 address, which is what one customer is given. */
export type ClientAddress = (request: Request, connection?: Connection) => string | undefined;

/** Throws a `validation` error for a number of proxies that is none. */
export function clientAddress(options: ClientAddressOptions = {}): ClientAddress {
  const { header = 'x-forwarded-for' } = options;
  const hops = numberOption('clientAddress', 'trustedProxies', options.trustedProxies, 0, {
    min: 0,
    max: 100,
    whole: true,
  });
  if (header === '') throw errors.invalid('clientAddress', 'header must be a name.');
  return (request, connection) => {
    const peer = normalAddress(connection?.remoteAddress ?? '');
    if (hops === 0) return peer;
    const said = request.headers.get(header)?.split(',') ?? [];
    // The last entry is what the nearest proxy saw; whatever is left of the trusted ones was written by strangers.
    const entry = said[Math.max(0, said.length - hops)];
    return (entry === undefined ? undefined : normalAddress(entry.trim())) ?? peer;
  };
}

/** An address without port, brackets and zone; IPv4 in IPv6 as IPv4. `undefined` for what is no address. */
function normalAddress(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  const address = bare.replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (isIP(address) === 0) return undefined;
  return network(address);
}

/** The first 64 bits, or the IPv4 address that is in it. */
function network(address: string): string {
  // A URL writes every address in one way, and an IPv4 tail in hexadecimal.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(written);
  if (mapped !== null) return [mapped[1], mapped[2]].flatMap((pair) => bytesOf(pair ?? '')).join('.');
  const [head = '', tail = ''] = written.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const all = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${all.slice(0, 4).join(':')}::/64`;
}

function bytesOf(pair: string): readonly number[] {
  const value = Number.parseInt(pair, 16);
  return [value >> 8, value & 0xff];
}
