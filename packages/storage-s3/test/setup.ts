import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { ListMultipartUploadsCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { unwrap } from '@infra/core';
import type { S3Server } from '@tooling/servers';
import { createS3Storage, type S3Storage, type S3StorageOptions } from '../src/index.js';

export const MIB: number = 1024 * 1024;

/** The raw client: a test's eyes, independent of the adapter. Its checksums are the SDK's default. */
export function rawClient({ endpoint, region, credentials }: S3Server, more: S3ClientConfig = {}): S3Client {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, ...more });
}

/** A client in virtual-host style: every name of the server's domain is this machine. */
export function hostStyleClient(server: S3Server): S3Client {
  const httpAgent = new Agent({
    keepAlive: true,
    lookup: (_name, options, callback) => {
      if (options.all === true) callback(null, [{ address: server.host, family: 4 }]);
      else callback(null, server.host, 4);
    },
  });
  return rawClient(server, { endpoint: server.hostEndpoint, forcePathStyle: false, requestHandler: { httpAgent } });
}

/** `fetch` for names that only this test knows. */
export async function fetchFrom(server: S3Server, asked: Request): Promise<Response> {
  const { host, pathname, search } = new URL(asked.url);
  const body = Buffer.from(await asked.arrayBuffer());
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: server.host, port: server.port, agent: false, method: asked.method, path: `${pathname}${search}` },
        headers: { ...Object.fromEntries(asked.headers), host, 'content-length': body.length },
      },
      (response) => {
        const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        const content = asked.method === 'HEAD' ? null : (Readable.toWeb(response) as ReadableStream);
        resolve(new Response(content, { status: response.statusCode ?? 0, headers }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A storage on a bucket of its own. */
export async function openStorage(server: S3Server, options: Partial<S3StorageOptions> = {}): Promise<S3Storage> {
  const bucket = options.bucket ?? `t-${randomUUID()}`;
  const { endpoint, region, credentials } = server;
  const connection = options.client === undefined ? { endpoint, region, credentials } : {};
  const storage = createS3Storage({ ...connection, ...options, bucket });
  unwrap(await storage.buckets.create(bucket));
  return storage;
}

/** Uploads in parts that were begun and neither completed nor aborted. */
export async function uploadsUnderWay(client: S3Client, bucket: string): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.length;
}

export async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
