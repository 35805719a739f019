import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { S3Request } from './request.js';
import { S3Error } from './s3-error.js';

/** Content that has arrived completely and is what its sender meant. */
export interface ReceivedBody {
  readonly size: number;
  /** In hex. */
  readonly md5: string;
}

const MAX_PUT = 5 * 1024 ** 3;

/** The checks of "Checking object integrity", fed chunk by chunk. */
class Integrity {
  private readonly request: S3Request;
  private readonly hashes = new Map<string, Hash>([['content-md5', createHash('md5')]]);
  private readonly isSigned: boolean;
  private size = 0;
  private crc: number | undefined;

  constructor(request: S3Request) {
    this.request = request;
    this.isSigned = /^[\da-f]{64}$/.test(request.header('x-amz-content-sha256') ?? '');
    // A checksum comes as a header, or is announced as one that follows the body. What nobody asks for is not computed.
    const announced = request.header('x-amz-trailer') ?? '';
    const isThere = (name: string): boolean => announced.includes(name) || request.header(name) !== undefined;
    if (isThere('x-amz-checksum-crc32')) this.crc = 0;
    if (isThere('x-amz-checksum-sha1')) this.hashes.set('x-amz-checksum-sha1', createHash('sha1'));
    if (isThere('x-amz-checksum-sha256') || this.isSigned)
      this.hashes.set('x-amz-checksum-sha256', createHash('sha256'));
    for (const name of ['x-amz-checksum-crc32c', 'x-amz-checksum-crc64nvme']) {
      if (isThere(name)) throw new S3Error('NotImplemented', name);
    }
  }

  add(chunk: Buffer): void {
    for (const hash of this.hashes.values()) hash.update(chunk);
    if (this.crc !== undefined) this.crc = crc32(chunk, this.crc);
    this.size += chunk.length;
  }

  /** Throws where a digest that the request or its trailer names is not the content's. */
  finish(trailer: ReadonlyMap<string, string>): ReceivedBody {
    const digests = new Map([...this.hashes].map(([name, hash]) => [name, hash.digest()]));
    if (this.crc !== undefined) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(this.crc);
      digests.set('x-amz-checksum-crc32', bytes);
    }
    for (const [name, digest] of digests) {
      const claimed = trailer.get(name) ?? this.request.header(name);
      if (claimed !== undefined && claimed !== digest.toString('base64')) {
        throw new S3Error('BadDigest', `The ${name} you specified did not match what we received.`);
      }
    }
    const sha256 = digests.get('x-amz-checksum-sha256')?.toString('hex');
    if (this.isSigned && sha256 !== this.request.header('x-amz-content-sha256')) {
      throw new S3Error('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match.");
    }
    return { size: this.size, md5: digests.get('content-md5')?.toString('hex') ?? '' };
  }
}

/** Writes the payload to a file, which is gone again if the payload is not complete and right. */
export async function receiveFile(request: S3Request, file: string): Promise<ReceivedBody> {
  try {
    let body: ReceivedBody | undefined;
    await pipeline(async function* () {
      const integrity = new Integrity(request);
      const trailer = new Map<string, string>();
      for await (const chunk of payload(request, trailer)) {
        integrity.add(chunk);
        yield chunk;
      }
      body = integrity.finish(trailer);
    }, createWriteStream(file));
    if (body === undefined) throw new S3Error('InternalError', 'The body was not read.');
    return body;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** A payload that is a document. */
export async function receiveText(request: S3Request): Promise<string> {
  const chunks: Buffer[] = [];
  const integrity = new Integrity(request);
  const trailer = new Map<string, string>();
  for await (const chunk of payload(request, trailer)) {
    integrity.add(chunk);
    chunks.push(chunk);
  }
  integrity.finish(trailer);
  return Buffer.concat(chunks).toString('utf8');
}

async function* payload(request: S3Request, trailer: Map<string, string>): AsyncGenerator<Buffer> {
  const kind = request.header('x-amz-content-sha256') ?? '';
  const isChunked = kind === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  if (kind.startsWith('STREAMING-') && !isChunked) throw new S3Error('NotImplemented', kind);
  const length = request.header(isChunked ? 'x-amz-decoded-content-length' : 'content-length');
  // Transfer-Encoding: chunked alone is not enough: "MissingContentLength".
  if (length === undefined)
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (Number(length) > MAX_PUT) throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum size.');
  let size = 0;
  for await (const chunk of isChunked ? unchunk(request, trailer) : bytes(request)) {
    size += chunk.length;
    yield chunk;
  }
  if (size !== Number(length)) throw new S3Error('IncompleteBody', 'The body is not as long as Content-Length says.');
}

async function* bytes(request: S3Request): AsyncGenerator<Buffer> {
  for await (const chunk of request.stream as AsyncIterable<Buffer>) yield chunk;
}

/** aws-chunked: `<hex size>\r\n<bytes>\r\n`…, then `0\r\n`, the trailing headers and an empty line. */
async function* unchunk(request: S3Request, trailer: Map<string, string>): AsyncGenerator<Buffer> {
  let buffered: Buffer = Buffer.alloc(0);
  let left: number | undefined;
  let isLast = false;
  for await (const arrived of bytes(request)) {
    buffered = buffered.length === 0 ? arrived : Buffer.concat([buffered, arrived]);
    while (buffered.length > 0) {
      if (left !== undefined && left > 0) {
        const piece = buffered.subarray(0, left);
        left -= piece.length;
        buffered = buffered.subarray(piece.length);
        yield piece;
        continue;
      }
      const end = buffered.indexOf('\r\n');
      if (end === -1) break;
      const line = buffered.subarray(0, end).toString('latin1');
      buffered = buffered.subarray(end + 2);
      if (left === 0) {
        // The line break behind a chunk's bytes.
        if (line !== '') throw new S3Error('IncompleteBody', 'A chunk is longer than it says.');
        left = undefined;
      } else if (isLast) {
        const [, name, value] = /^([\w-]+):(.*)$/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) trailer.set(name.toLowerCase(), value.trim());
      } else {
        const size = Number.parseInt(line, 16);
        if (Number.isNaN(size)) throw new S3Error('IncompleteBody', 'A chunk does not begin with its size.');
        isLast = size === 0;
        left = isLast ? undefined : size;
      }
    }
  }
  if (!isLast) throw new S3Error('IncompleteBody', 'The last chunk is missing.');
}
